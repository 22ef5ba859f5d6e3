"use client";

import { useTranslations } from "next-intl";
import type { SubmitEvent } from "react";
import { useState } from "react";
import type { SignInResult } from "@/lib/client/auth";
import { loadAnew } from "@/lib/client/navigation";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { CommandLine } from "./command-line";
import { PasswordField } from "./password-field";

/** Signs in and goes to `next`, which is a path of this site. */
export function SignInForm({ next }: { next: string }) {
  const t = useTranslations("account");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Exclude<SignInResult, "signed_in"> | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefused(null);
    const { signIn } = await import("@/lib/client/auth");
    const result = await signIn(email, password);
    if (result === "signed_in") {
      loadAnew(next);
      return;
    }
    setBusy(false);
    setRefused(result);
  }

  return (
    <form className="grid gap-5" onSubmit={(event) => void submit(event)}>
      <Field label={t("email")} name="email" type="email" autoComplete="username" required maxLength={254} aria-invalid={refused === "refused" || undefined} value={email} onChange={(event) => setEmail(event.target.value)} />
      <PasswordField autoComplete="current-password" invalid={refused === "refused"} value={password} onChange={setPassword} />
      <p role="alert" className="text-small text-ember empty:hidden">
        {refused && t(refused)}
      </p>
      <Button type="submit" look="strong" aria-busy={busy} className="h-11">
        {busy ? t("signingIn") : t("signIn")}
      </Button>
      <div className="grid gap-2 text-caption text-mist">
        <p>{t("forgot")}</p>
        <CommandLine command="npm run sign-in-link" />
      </div>
    </form>
  );
}
