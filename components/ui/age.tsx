"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import { sayAge } from "@/lib/i18n/quantity";

const stepMs = 10_000;

/** How long ago a moment was, in words that keep up; the moment itself shows on hover. */
export function Age({ at, className }: { at: string; className?: string }) {
  const t = useTranslations("shell");
  const locale = useLocale();
  const format = useFormatter();
  const nowMs = useNow(stepMs);
  return (
    <time dateTime={at} title={format.dateTime(new Date(at), "full")} className={className}>
      {nowMs === 0 ? format.dateTime(new Date(at), "stamp") : t("ago", { age: sayAge(locale, (nowMs - Date.parse(at)) / 1000) })}
    </time>
  );
}
