"use client";

import clsx from "clsx";
import { History } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { TimelineEvent } from "@/lib/contracts/incident";
import { secondsInto } from "@/lib/fold/incident-at";
import { sayDuration } from "@/lib/i18n/quantity";
import { useSay } from "@/lib/i18n/use-say";
import { Button } from "../ui/button";

const webkitThumb = "[&::-webkit-slider-thumb]:size-4 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:border-2 [&::-webkit-slider-thumb]:border-foam [&::-webkit-slider-thumb]:bg-abyss";
const mozThumb = "[&::-moz-range-thumb]:size-3 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-2 [&::-moz-range-thumb]:border-foam [&::-moz-range-thumb]:bg-abyss";

export interface TimeScrubberProps {
  events: readonly TimelineEvent[];
  openedAt: string;
  /** Number of the event that is looked at; null for the present. */
  at: number | null;
  onChange: (at: number | null) => void;
}

const tall: ReadonlySet<string> = new Set(["incident.opened", "incident.reopened", "incident.resolved", "decision.recorded", "approval.decided", "action.started", "action.verified", "action.failed", "action.rolled_back"]);

/** Goes through what happened, one event a step: an incident's first minutes are crowded and its hours are empty, so time itself would be a poor ruler. */
export function TimeScrubber({ events, openedAt, at, onChange }: TimeScrubberProps) {
  const t = useTranslations("incident.scrub");
  const locale = useLocale();
  const format = useFormatter();
  const say = useSay();
  const last = events.length - 1;
  const shown = at ?? last;
  const event = events[shown];
  if (event === undefined || last < 1) return null;
  const time = format.dateTime(new Date(event.at), "precise");
  const what = say.code("event.type", event.type);
  return (
    <div className={clsx("grid gap-1 rounded-lg border px-4 py-3", at === null ? "border-line" : "border-dotted border-ember")}>
      <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 text-small">
        <span className={clsx("inline-flex items-center gap-2", at === null ? "text-mist" : "text-ember")}>
          <History aria-hidden className="size-4" />
          {at === null ? t("label") : t("past", { time })}
        </span>
        <span className="text-caption text-silt">{at === null ? t("present") : t("step", { step: shown + 1, of: last + 1 })}</span>
        <span className="text-caption text-silt">{t("elapsed", { duration: sayDuration(locale, secondsInto({ openedAt }, event.at)) })}</span>
        {at !== null && (
          <Button look="quiet" className="ml-auto" onClick={() => onChange(null)}>
            {t("now")}
          </Button>
        )}
      </div>
      <div className="relative">
        <div aria-hidden className="pointer-events-none absolute inset-x-2 top-0 flex h-full items-center justify-between">
          {events.map((one, number) => (
            <span key={one.id} className={clsx("w-px", tall.has(one.type) ? "h-4" : "h-2", number > shown ? "bg-line" : one.actor.kind === "human" ? "bg-foam" : "bg-biolum")} />
          ))}
        </div>
        <input
          type="range"
          min={0}
          max={last}
          step={1}
          value={shown}
          aria-label={t("label")}
          aria-valuetext={t("spoken", { step: shown + 1, of: last + 1, time, what })}
          onChange={({ target }) => onChange(Number(target.value) === last ? null : Number(target.value))}
          className={clsx("relative block h-11 w-full cursor-pointer appearance-none bg-transparent", webkitThumb, mozThumb)}
        />
      </div>
    </div>
  );
}
