"use client";

import clsx from "clsx";
import { useFormatter, useTranslations } from "next-intl";
import type { TimelineEvent } from "@/lib/contracts/incident";
import { useSay } from "@/lib/i18n/use-say";
import { Button } from "../ui/button";
import { ClockTime } from "../ui/clock-time";
import { Section } from "../ui/section";
import { CodeWord } from "../ui/said";

export interface TimelineProps {
  events: readonly TimelineEvent[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  /** Number of the event that is looked at; what came after it is dimmed. Null for the present. */
  at: number | null;
  /** Goes to an event. */
  onGo: (at: number) => void;
}

/** What happened, oldest first: who did it, through which door, and when. */
export function Timeline({ events, hasMore, loadingMore, onMore, at, onGo }: TimelineProps) {
  const t = useTranslations("incident");
  return (
    <Section heading={t("timeline")}>
      {events.length === 0 ? (
        <p className="text-body text-mist">{t("noTimeline")}</p>
      ) : (
        <ol className="ml-1 border-l border-line">
          {events.map((event, number) => (
            <TimelineItem key={event.id} event={event} here={number === at} ahead={at !== null && number > at} onGo={() => onGo(number)} />
          ))}
        </ol>
      )}
      {hasMore && (
        <Button className="justify-self-start" aria-busy={loadingMore} disabled={loadingMore} onClick={onMore}>
          {loadingMore ? t("loadingMore") : t("more")}
        </Button>
      )}
    </Section>
  );
}

function TimelineItem({ event, here, ahead, onGo }: { event: TimelineEvent; here: boolean; ahead: boolean; onGo: () => void }) {
  const t = useTranslations("incident.scrub");
  const tActor = useTranslations("event.actor");
  const tChannel = useTranslations("event.channel");
  const say = useSay();
  const format = useFormatter();
  const detail = event.statement === null ? null : say.statement("note", event.statement);
  return (
    <li aria-current={here ? "time" : undefined} className={clsx("relative grid gap-x-4 py-1.5 pl-5 sm:grid-cols-[4rem_minmax(0,1fr)]", here && "bg-deep", ahead && "*:text-silt [&_*]:text-silt")}>
      <span aria-hidden className={clsx("absolute top-[15px] -left-[3.5px] size-1.5 rounded-full", ahead ? "bg-line" : event.actor.kind === "automation" ? "bg-biolum" : "bg-mist")} />
      <button type="button" onClick={onGo} aria-label={`${t("label")} ${format.dateTime(new Date(event.at), "precise")}`} className="min-h-6 self-start justify-self-start text-caption leading-[22px] text-silt hover:text-foam">
        <ClockTime at={event.at} look="precise" />
      </button>
      <div>
        <p className="text-small">
          <CodeWord group="event.type" code={event.type} />
          {detail !== null && <span className="text-mist"> — {detail}</span>}
        </p>
        <p className="text-caption text-silt">
          {event.actor.kind === "human" ? event.actor.name : tActor(event.actor.kind)} · {tChannel(event.channel)}
        </p>
      </div>
    </li>
  );
}
