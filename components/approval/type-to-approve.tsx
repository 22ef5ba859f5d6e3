"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../ui/button";
import { Field } from "../ui/field";

/** Approves a critical action once the name of its target has been typed exactly. */
export function TypeToApprove({ name, disabled, onConfirm, onCancel }: { name: string; disabled: boolean; onConfirm: () => void; onCancel: () => void }) {
  const t = useTranslations("approval");
  const [typed, setTyped] = useState("");
  const right = typed.trim() === name;
  return (
    <form
      className="grid w-full max-w-sm gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (right && !disabled) onConfirm();
      }}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
    >
      <Field label={t("typeName", { name })} hint={t("typeHint")} value={typed} onChange={(event) => setTyped(event.target.value)} autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" disabled={!right || disabled}>
          {t("approve")}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
