"use client";

import { Clock } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import { sayAge } from "@/lib/i18n/quantity";

/** What is on screen is the past: how old it is, and what that means. It counts, so it is not a live region; the connection pill announces. */
export function Stale({ asOfMs }: { asOfMs: number }) {
  const t = useTranslations("connection");
  const locale = useLocale();
  const format = useFormatter();
  const nowMs = useNow();
  return (
    <div className="flex items-start gap-3 border-l-2 border-ember py-1 pl-3">
      <Clock aria-hidden className="mt-1 size-4 shrink-0 text-ember" />
      <div>
        <p className="text-small text-ember">{t("staleTitle", { age: sayAge(locale, (nowMs - asOfMs) / 1000) })}</p>
        <p className="text-caption text-mist">{t("staleBody", { time: format.dateTime(asOfMs, "clock") })}</p>
      </div>
    </div>
  );
}
