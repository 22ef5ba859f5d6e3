"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { useState } from "react";
import type { NewApiToken } from "@/lib/contracts/api-token";
import { apiTokenMaxDays } from "@/lib/contracts/api-token";
import type { Role } from "@/lib/contracts/common";
import { roles } from "../account/people-table";
import { Refused } from "../states/refused";
import { Button } from "../ui/button";
import { CopyBlock } from "../ui/copy-block";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { RadioList } from "../ui/radio-list";
import { useFirstField } from "../ui/use-first-field";

const usualDays = "90";

export interface TokenDialogProps {
  /** The token that was just made; its secret is shown this once. */
  made: NewApiToken | null;
  busy: boolean;
  error: unknown;
  onMake: (token: { name: string; role: Role; expiresInDays: number }) => void;
  onClose: () => void;
}

/** Makes an API token, and shows its secret once. */
export function TokenDialog({ made, busy, error, onMake, onClose }: TokenDialogProps) {
  const t = useTranslations("token");
  const form = useFirstField();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("new")}>
      {made === null ? (
        <Form form={form} busy={busy} error={error} onMake={onMake} />
      ) : (
        <div className="grid gap-4">
          <p className="text-body text-ember">{t("once")}</p>
          <CopyBlock label={t("secret", { name: made.name })} text={made.token} />
          <div>
            <Button look="strong" onClick={onClose}>
              {t("done")}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Form({ form, busy, error, onMake }: Pick<TokenDialogProps, "busy" | "error" | "onMake"> & { form: RefObject<HTMLFormElement | null> }) {
  const t = useTranslations("token");
  const tRole = useTranslations("account");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [days, setDays] = useState(usualDays);
  const expiresInDays = Number(days);
  const fits = Number.isInteger(expiresInDays) && expiresInDays >= 1 && expiresInDays <= apiTokenMaxDays;
  const ready = name.trim() !== "" && fits;
  return (
    <form
      ref={form}
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onMake({ name: name.trim(), role, expiresInDays });
      }}
    >
      <Field label={t("name")} hint={t("nameHint")} value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
      <RadioList label={t("role")} value={role} onChange={setRole} options={roles.map((value) => ({ value, text: tRole(`role.${value}`), hint: tRole(`roleHint.${value}`) }))} />
      <Field label={t("days")} hint={t("daysHint", { min: 1, max: apiTokenMaxDays })} type="number" min={1} max={apiTokenMaxDays} value={days} aria-invalid={!fits} onChange={(event) => setDays(event.target.value)} />
      <Refused error={error} />
      <div>
        <Button type="submit" look="strong" aria-busy={busy} disabled={!ready || busy}>
          {t("make")}
        </Button>
      </div>
    </form>
  );
}
