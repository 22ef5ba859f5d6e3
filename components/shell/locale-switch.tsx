"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { rememberChoice } from "@/lib/client/cookies";
import { localeCookie, locales } from "@/lib/i18n/locale";
import { Choice } from "../ui/choice";

/** Chooses the language; the page is said again, what is open stays open. */
export function LocaleSwitch() {
  const t = useTranslations("locale");
  const router = useRouter();
  const [, startTransition] = useTransition();
  return (
    <Choice
      label={t("label")}
      value={useLocale()}
      options={locales.map((value) => ({ value, text: t(value), lang: value }))}
      onChange={(next) => {
        rememberChoice(localeCookie, next);
        startTransition(() => router.refresh());
      }}
    />
  );
}
