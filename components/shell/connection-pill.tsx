"use client";

import clsx from "clsx";
import { RotateCw } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import type { StreamState } from "@/lib/client/stream";
import { sayAge } from "@/lib/i18n/quantity";

export interface ConnectionPillProps {
  state: StreamState;
  contactAtMs: number | null;
  onRetry: () => void;
}

/** How fresh the page is: live, reconnecting with a countdown and the age of its data, or offline with the time of its data. */
export function ConnectionPill({ state, contactAtMs, onRetry }: ConnectionPillProps) {
  const t = useTranslations("connection");
  const format = useFormatter();
  const locale = useLocale();
  const nowMs = useNow();
  const seconds = state.status === "reconnecting" ? Math.max(0, Math.ceil((state.retryAtMs - nowMs) / 1000)) : 0;
  const texts: Record<StreamState["status"], string> = {
    live: t("live"),
    connecting: t("connecting"),
    reconnecting: seconds > 0 ? t("reconnectingIn", { seconds }) : t("reconnecting"),
    offline: contactAtMs === null ? t("offline") : t("offlineSince", { time: format.dateTime(contactAtMs, "clock") }),
  };
  const waiting = state.status === "reconnecting" || state.status === "offline";
  return (
    <span className={clsx("inline-flex min-w-0 items-center gap-1 text-caption", waiting ? "text-ember" : "text-silt")}>
      <Dot status={state.status} />
      <span className="truncate max-sm:hidden">{texts[state.status]}</span>
      <span className="truncate sm:hidden">{seconds > 0 ? t("secondsLeft", { seconds }) : t(state.status)}</span>
      {state.status === "reconnecting" && contactAtMs !== null && <span className="truncate text-silt max-lg:hidden">{t("age", { age: sayAge(locale, (nowMs - contactAtMs) / 1000) })}</span>}
      {waiting && (
        <button type="button" onClick={onRetry} aria-label={t("retry")} title={t("retry")} className="inline-flex size-6 items-center justify-center rounded-sm hover:bg-reef">
          <RotateCw aria-hidden className="size-3.5" />
        </button>
      )}
      <span role="status" className="sr-only">
        {t("announce", { state: t(state.status === "connecting" && contactAtMs !== null ? "reconnecting" : state.status) })}
      </span>
    </span>
  );
}

function Dot({ status }: { status: StreamState["status"] }) {
  const filled = status === "live";
  return (
    <svg aria-hidden viewBox="0 0 10 10" className="size-2.5 shrink-0">
      <circle cx="5" cy="5" r="3.25" fill={filled ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.5" strokeDasharray={status === "connecting" || status === "reconnecting" ? "2 2" : undefined} />
    </svg>
  );
}
