"use client";

import { useTranslations } from "next-intl";
import type { TimelineEvent } from "@/lib/contracts/incident";
import { handsOf } from "@/lib/fold/incident-at";
import { ClockTime } from "../ui/clock-time";
import { CodeWord } from "../ui/said";
import { Section } from "../ui/section";

const deedsShown = 3;

/** Who had a hand in it, and what each did last; that nobody had is good news. */
export function IncidentPeople({ events }: { events: readonly TimelineEvent[] }) {
  const t = useTranslations("incident");
  const tChannel = useTranslations("event.channel");
  const hands = handsOf(events);
  return (
    <Section heading={t("people")}>
      {hands.length === 0 ? (
        <p className="text-small text-mist">{t("noPeople")}</p>
      ) : (
        <ul className="grid gap-3">
          {hands.map(({ actor, deeds }) => (
            <li key={`${actor.kind}:${actor.id}`} className="grid gap-0.5">
              <span className="text-small">{actor.name}</span>
              {deeds.slice(-deedsShown).map((deed) => (
                <span key={deed.id} className="flex flex-wrap gap-x-3 text-caption text-silt">
                  <ClockTime at={deed.at} look="precise" />
                  <span className="text-mist">
                    <CodeWord group="event.type" code={deed.type} />
                  </span>
                  <span>{tChannel(deed.channel)}</span>
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
