"use client";

import { useTranslations } from "next-intl";
import type { SubmitEvent } from "react";
import { useState } from "react";
import { call } from "@/lib/client/api";
import type { SignInResult } from "@/lib/client/auth";
import { api } from "@/lib/client/operations";
import { PasswordField } from "../account/password-field";
import { Button } from "../ui/button";

type Refused = Exclude<SignInResult, "signed_in">;

async function prove(password: string): Promise<SignInResult> {
  try {
    const [{ signIn }, me] = await Promise.all([import("@/lib/client/auth"), call(api.getMe, {})]);
    return me.email === null ? "refused" : await signIn(me.email, password);
  } catch {
    return "unreachable";
  }
}

/** Whoever answers a critical risk alone says once more who they are, without leaving the card. */
export function StepUp({ onProven }: { onProven: () => void }) {
  const t = useTranslations("approval.stepUp");
  const tAccount = useTranslations("account");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefused(null);
    const result = await prove(password);
    setBusy(false);
    setPassword("");
    if (result === "signed_in") onProven();
    else setRefused(result);
  }

  return (
    <form aria-label={t("title")} className="grid w-full max-w-sm gap-3 border-l-2 border-ember pl-4" onSubmit={(event) => void submit(event)}>
      <p className="text-small">{t("body")}</p>
      <PasswordField autoComplete="current-password" invalid={refused === "refused"} value={password} onChange={setPassword} />
      <p role="alert" className="text-small text-ember empty:hidden">
        {refused && tAccount(refused)}
      </p>
      <Button type="submit" look="primary" aria-busy={busy} disabled={busy || password === ""} className="justify-self-start">
        {t("submit")}
      </Button>
    </form>
  );
}
