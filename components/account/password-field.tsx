"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useState } from "react";
import { Field } from "../ui/field";

export interface PasswordFieldProps {
  autoComplete: "current-password" | "new-password";
  hint?: ReactNode;
  invalid?: boolean;
  minLength?: number;
  value: string;
  onChange: (value: string) => void;
}

/** A password that can be looked at while it is typed. */
export function PasswordField({ autoComplete, hint, invalid, minLength, value, onChange }: PasswordFieldProps) {
  const t = useTranslations("account");
  const [shown, setShown] = useState(false);
  return (
    <div className="grid gap-2">
      <Field label={t("password")} hint={hint} name="password" type={shown ? "text" : "password"} autoComplete={autoComplete} required minLength={minLength} maxLength={128} aria-invalid={invalid || undefined} value={value} onChange={(event) => onChange(event.target.value)} />
      <label className="inline-flex min-h-6 items-center gap-2 justify-self-start text-caption text-mist">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} className="size-4 accent-foam" />
        {t("showPassword")}
      </label>
    </div>
  );
}
