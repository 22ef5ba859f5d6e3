"use client";

import { useLocale, useTranslations } from "next-intl";
import { locales } from "@/lib/i18n/locale";
import { Choice } from "../ui/choice";
import { useLocaleChoice } from "./use-locale-choice";

/** Chooses the language. */
export function LocaleSwitch() {
  const t = useTranslations("locale");
  const choose = useLocaleChoice();
  return <Choice label={t("label")} value={useLocale()} options={locales.map((value) => ({ value, text: t(value), lang: value }))} onChange={choose} />;
}
