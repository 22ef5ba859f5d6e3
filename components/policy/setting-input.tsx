"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useSay } from "@/lib/i18n/use-say";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import type { SettingShape } from "./setting-fields";

export interface SettingInputProps {
  label: string;
  shape: SettingShape;
  value: unknown;
  /** What is wrong with it, in words. */
  fault: string | null;
  /** Entries that are always there. */
  builtIn: number;
  disabled: boolean;
  onChange: (value: unknown) => void;
}

type Shaped<Kind extends SettingShape["kind"]> = Omit<SettingInputProps, "shape"> & { shape: Extract<SettingShape, { kind: Kind }> };

/** The control that fits what a setting can be. */
export function SettingInput({ shape, ...rest }: SettingInputProps) {
  switch (shape.kind) {
    case "number":
      return <NumberInput shape={shape} {...rest} />;
    case "choice":
      return <ChoiceInput shape={shape} {...rest} />;
    case "list":
      return <ListInput shape={shape} {...rest} />;
    case "map":
      return shape.keys === null ? <NamesInput shape={shape} {...rest} /> : <KeysInput shape={shape} {...rest} />;
  }
}

function Fault({ text }: { text: string | null }) {
  return text === null ? null : <span className="text-ember">{text}</span>;
}

/** A share is written in percent. */
function NumberInput({ label, shape, value, fault, disabled, onChange }: Shaped<"number">) {
  const t = useTranslations("policy.form");
  const factor = shape.max <= 1 ? 100 : 1;
  const shown = typeof value === "number" ? String(Math.round(value * factor * 100) / 100) : "";
  return (
    <Field
      label={label}
      type="number"
      inputMode="decimal"
      value={shown}
      disabled={disabled}
      aria-invalid={fault !== null}
      onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value) / factor)}
      hint={
        <>
          {t("between", { min: shape.min * factor, max: shape.max * factor })} {factor === 100 && "%"} <Fault text={fault} />
        </>
      }
    />
  );
}

function useOptions(options: readonly string[]) {
  const say = useSay();
  return options.map((value) => ({ value, text: say.code("policy.choice", value) }));
}

function ChoiceInput({ label, shape, value, fault, disabled, onChange }: Shaped<"choice">) {
  return (
    <div>
      <Select label={label} value={String(value)} options={useOptions(shape.options)} disabled={disabled} onChange={onChange} />
      <Fault text={fault} />
    </div>
  );
}

/** One entry per line; what is being typed stays as typed. */
function ListInput({ label, value, fault, builtIn, disabled, onChange }: Shaped<"list">) {
  const t = useTranslations("policy.form");
  const [text, setText] = useState(() => (Array.isArray(value) ? value.join("\n") : ""));
  return (
    <TextArea
      label={label}
      mono
      rows={8}
      value={text}
      disabled={disabled}
      spellCheck={false}
      aria-invalid={fault !== null}
      onChange={(event) => {
        setText(event.target.value);
        onChange([...new Set(event.target.value.split("\n").map((line) => line.trim()).filter((line) => line !== ""))]);
      }}
      hint={
        <>
          {t("listHint", { count: builtIn })} <Fault text={fault} />
        </>
      }
    />
  );
}

const unset = "unset";

/** A choice for each of a few known keys, or none. */
function KeysInput({ label, shape, value, fault, disabled, onChange }: Shaped<"map">) {
  const options = useOptions([unset, ...shape.options]);
  const map = value as Readonly<Record<string, string>>;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-small text-mist">{label}</legend>
      {shape.keys?.map((key) => (
        <KeyRow
          key={key}
          name={key}
          label={label}
          value={map[key] ?? unset}
          options={options}
          disabled={disabled}
          onChange={(chosen) => onChange(Object.fromEntries([...Object.entries(map).filter(([other]) => other !== key), ...(chosen === unset ? [] : [[key, chosen]])]))}
        />
      ))}
      <Fault text={fault} />
    </fieldset>
  );
}

interface KeyRowProps {
  name: string;
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  disabled: boolean;
  onChange: (value: string) => void;
}

function KeyRow({ name, label, value, options, disabled, onChange }: KeyRowProps) {
  const word = useSay().code("policy.value", name);
  return (
    <div className="grid grid-cols-2 items-center gap-3 text-small">
      <span>{word}</span>
      <Select label={`${label} ${word}`} quiet value={value} options={options} disabled={disabled} onChange={onChange} />
    </div>
  );
}

/** A choice for each of any names. Rows stay where they are while a name is being typed. */
function NamesInput({ label, shape, value, fault, disabled, onChange }: Shaped<"map">) {
  const t = useTranslations("policy.form");
  const options = useOptions(shape.options);
  const id = useId();
  const [rows, setRows] = useState(() => Object.entries(value as Readonly<Record<string, string>>));
  const put = (next: [string, string][]) => {
    setRows(next);
    onChange(Object.fromEntries(next));
  };
  const change = (at: number, row: [string, string]) => put(rows.map((old, place) => (place === at ? row : old)));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-small text-mist">{label}</legend>
      {rows.map(([name, chosen], place) => (
        <div key={`${id}-${place}`} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-center gap-2">
          <input aria-label={t("key")} value={name} disabled={disabled} spellCheck={false} onChange={(event) => change(place, [event.target.value.trim(), chosen])} className="row min-w-0 rounded-md border border-edge bg-abyss px-3 font-mono text-small" />
          <Select label={`${label} ${name}`} quiet value={chosen} options={options} disabled={disabled} onChange={(next) => change(place, [name, next])} />
          <Button look="quiet" aria-label={t("remove", { name })} disabled={disabled} onClick={() => put(rows.filter((_, other) => other !== place))}>
            <X aria-hidden className="size-4" />
          </Button>
        </div>
      ))}
      <div>
        <Button disabled={disabled} onClick={() => put([...rows, ["", shape.options[0] ?? ""]])}>
          {t("add")}
        </Button>
      </div>
      <Fault text={fault} />
    </fieldset>
  );
}
