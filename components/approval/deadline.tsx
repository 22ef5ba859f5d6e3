"use client";

import clsx from "clsx";
import { Clock } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import { sayDuration } from "@/lib/i18n/quantity";
import { countdown, secondsUntil } from "@/lib/time";

const soonSeconds = 10 * 60;

/** How long there is to decide; after that it counts as denied. */
export function Deadline({ expiresAt }: { expiresAt: string }) {
  const t = useTranslations("approval");
  const locale = useLocale();
  const nowMs = useNow();
  const seconds = secondsUntil(expiresAt, nowMs);
  return (
    <span title={t("deadlineSpoken", { duration: sayDuration(locale, seconds) })} className={clsx("inline-flex items-center gap-1.5 whitespace-nowrap", seconds <= soonSeconds ? "text-ember" : "text-mist")}>
      <Clock aria-hidden className="size-3.5" />
      <span role="timer" aria-live="off">
        {seconds === 0 ? t("overdue") : t("deadline", { clock: countdown(seconds) })}
      </span>
    </span>
  );
}
