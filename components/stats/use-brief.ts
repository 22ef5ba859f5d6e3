"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { morningBrief } from "@/lib/client/query/stats";
import type { Brief } from "@/lib/contracts/stats";
import { timeZone } from "@/lib/i18n/locale";

const place = "awoooi.briefed";

/** The day it is in the workspace's zone, `2026-11-23`. */
export function dayOf(atMs: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(atMs);
}

function readDay(): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

const nothingChanges = () => () => undefined;

/** The morning brief until it was put away today, in this browser; null while there is none to show. */
export function useBrief(origin: "live" | "range" | undefined): { brief: Brief | null; dismiss: () => void } {
  const wanted = useSyncExternalStore(nothingChanges, () => readDay() !== dayOf(Date.now()), () => false);
  const [away, setAway] = useState(false);
  const shown = wanted && !away && origin !== undefined;
  const { data } = useQuery({ ...morningBrief(origin ?? "live"), enabled: shown });
  return {
    brief: shown ? (data ?? null) : null,
    dismiss: () => {
      setAway(true);
      try {
        localStorage.setItem(place, dayOf(Date.now()));
      } catch {
        // A browser without storage shows it again with the next visit.
      }
    },
  };
}
