"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useId, useState } from "react";
import { entityName } from "@/lib/contracts/entity-key";
import type { IncidentFilter as Filter } from "@/lib/fold/incident-filter";
import { incidentsPath } from "@/lib/fold/incident-filter";
import { useSettled } from "../shell/use-settled";
import { Select } from "../ui/select";

const shows = ["all", "open", "waiting", "settled"] as const satisfies readonly Filter["show"][];

/** Which incidents are listed; the choice is the address, so Back takes it back. `onChange` is told where to go, `quietly` while somebody is still typing. */
export function IncidentFilter({ value, onChange }: { value: Filter; onChange: (next: Filter, quietly: boolean) => void }) {
  const t = useTranslations("incident");
  return (
    <search className="grid gap-3" aria-label={t("filter")}>
      <ul className="-mx-3 flex flex-wrap">
        {shows.map((show) => (
          <li key={show}>
            <Link
              href={incidentsPath({ ...value, show })}
              prefetch={false}
              scroll={false}
              onNavigate={(event) => {
                event.preventDefault();
                onChange({ ...value, show }, false);
              }}
              aria-current={show === value.show ? "true" : undefined}
              className={clsx("row inline-flex items-center rounded-md px-3 text-small", show === value.show ? "text-foam underline decoration-1 underline-offset-8" : "text-mist hover:text-foam")}
            >
              {t(`show.${show}`)}
            </Link>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <TextFilter value={value.text} onChange={(text) => onChange({ ...value, text }, true)} />
        <Select
          quiet
          label={t("bySeverity")}
          value={value.severity ?? "any"}
          options={[{ value: "any", text: t("anySeverity") }, ...(["critical", "warning", "info"] as const).map((severity) => ({ value: severity, text: t(`severity.${severity}`) }))]}
          onChange={(severity) => onChange({ ...value, severity: severity === "any" ? null : severity }, false)}
        />
        <Select
          quiet
          label={t("byOrigin")}
          value={value.origin ?? "any"}
          options={[{ value: "any", text: t("anyOrigin") }, ...(["live", "range"] as const).map((origin) => ({ value: origin, text: t(`origin.${origin}`) }))]}
          onChange={(origin) => onChange({ ...value, origin: origin === "any" ? null : origin }, false)}
        />
        {value.entity !== null && (
          <button type="button" onClick={() => onChange({ ...value, entity: null }, false)} className="row inline-flex max-w-full min-w-0 items-center gap-2 rounded-md border border-edge px-3 text-small text-foam hover:bg-reef">
            <span className="sr-only">{t("dropEntity")}</span>
            <span translate="no" className="truncate font-mono">
              {entityName(value.entity)}
            </span>
            <X aria-hidden className="size-4 shrink-0 text-mist" />
          </button>
        )}
      </div>
    </search>
  );
}

function TextFilter({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const t = useTranslations("incident");
  const id = useId();
  const [text, setText] = useState(value);
  const [from, setFrom] = useState(value);
  // The address changed without us: Back, or a link.
  if (from !== value) {
    setFrom(value);
    if (text.trim() !== value) setText(value);
  }
  const settled = useSettled(text.trim());
  const tell = useEffectEvent((next: string) => {
    if (next !== value && next === text.trim()) onChange(next);
  });
  useEffect(() => tell(settled), [settled]);
  return (
    <div className="min-w-0 grow basis-60 sm:max-w-md">
      <label htmlFor={id} className="sr-only">
        {t("search")}
      </label>
      <input id={id} type="search" value={text} maxLength={200} onChange={(event) => setText(event.target.value)} placeholder={t("search")} className="row w-full rounded-md border border-edge bg-abyss px-3 text-small text-foam placeholder:text-silt" />
    </div>
  );
}
