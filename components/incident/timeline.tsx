"use client";

import { useTranslations } from "next-intl";
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
}

/** What happened, oldest first: who did it, through which door, and when. */
export function Timeline({ events, hasMore, loadingMore, onMore }: TimelineProps) {
  const t = useTranslations("incident");
  return (
    <Section heading={t("timeline")}>
      {events.length === 0 ? (
        <p className="text-body text-mist">{t("noTimeline")}</p>
      ) : (
        <ol className="ml-1 border-l border-line">
          {events.map((event) => (
            <TimelineItem key={event.id} event={event} />
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

function TimelineItem({ event }: { event: TimelineEvent }) {
  const tActor = useTranslations("event.actor");
  const tChannel = useTranslations("event.channel");
  const say = useSay();
  const detail = event.statement === null ? null : say.statement("note", event.statement);
  return (
    <li className="relative grid gap-x-4 py-2 pl-5 sm:grid-cols-[5.5rem_minmax(0,1fr)]">
      <span aria-hidden className={`absolute top-[17px] -left-[3.5px] size-1.5 rounded-full ${event.actor.kind === "automation" ? "bg-biolum" : "bg-mist"}`} />
      <ClockTime at={event.at} look="precise" className="text-caption leading-[22px] text-silt" />
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
