"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useState, useSyncExternalStore } from "react";
import { timeZone } from "@/lib/i18n/locale";

const place = "awoooi.briefed";

/** The day it is in the workspace's zone, `2026-11-23`. */
function today(): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(Date.now());
}

function isPutAway(): boolean {
  try {
    return localStorage.getItem(place) === today();
  } catch {
    return false;
  }
}

const nothingChanges = () => () => undefined;

/** The first line of a day, until it is put away in this browser. */
export function BriefFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("stats.brief");
  const before = useSyncExternalStore(nothingChanges, isPutAway, () => true);
  const [away, setAway] = useState(false);
  if (before || away) return null;
  function putAway() {
    setAway(true);
    try {
      localStorage.setItem(place, today());
    } catch {
      // A browser without storage shows it again with the next visit.
    }
  }
  return (
    <section aria-label={t("title")} className="flex items-start gap-3 border-l-2 border-edge py-1 pl-3">
      {children}
      <button type="button" onClick={putAway} aria-label={t("dismiss")} title={t("dismiss")} className="row -my-1 inline-flex aspect-square items-center justify-center rounded-md text-mist hover:bg-reef hover:text-foam">
        <X aria-hidden className="size-4" />
      </button>
    </section>
  );
}
