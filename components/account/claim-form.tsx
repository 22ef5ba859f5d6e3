"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SubmitEvent } from "react";
import { useState } from "react";
import { call } from "@/lib/client/api";
import { loadAnew } from "@/lib/client/navigation";
import { api } from "@/lib/client/operations";
import type { FailureCode } from "@/lib/client/problem";
import { failureCode } from "@/lib/client/problem";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { DeadLink } from "./dead-link";
import { PasswordField } from "./password-field";

const minimumPasswordLength = 12;

/** Uses a one-time link: who you are, the password you will use, and in. */
export function ClaimForm({ token }: { token: string }) {
  const t = useTranslations("account");
  const tFailure = useTranslations("failure");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<FailureCode | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await call(api.claimSignInLink, { body: { token, name, email, password } }, { signInOn401: false });
      loadAnew("/");
    } catch (error) {
      setBusy(false);
      setFailure(failureCode(error));
    }
  }

  if (failure === "expired" || failure === "forbidden" || failure === "unauthenticated" || failure === "not_found") return <DeadLink />;
  const long = password.length >= minimumPasswordLength;
  return (
    <form className="grid gap-5" onSubmit={(event) => void submit(event)}>
      <p className="text-body text-mist">{t("welcomeBody")}</p>
      <Field label={t("name")} name="name" autoComplete="name" required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <Field label={t("email")} name="email" type="email" autoComplete="username" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />
      <PasswordField
        autoComplete="new-password"
        minLength={minimumPasswordLength}
        value={password}
        onChange={setPassword}
        hint={
          long ? (
            <span className="inline-flex items-center gap-1.5">
              <Check aria-hidden className="size-3.5" />
              {t("passwordRuleMet")}
            </span>
          ) : (
            t("passwordRule", { count: password.length })
          )
        }
      />
      <p role="alert" className="text-small text-ember empty:hidden">
        {failure && (failure === "invalid_body" ? t("claimInvalid") : failure === "conflict" ? t("claimTaken") : tFailure(failure))}
      </p>
      <Button type="submit" look="strong" aria-busy={busy} className="h-11">
        {busy ? t("claiming") : t("claim")}
      </Button>
    </form>
  );
}
