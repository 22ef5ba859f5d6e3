"use client";

import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { AuditEvent } from "@/lib/contracts/audit";
import { useSay } from "@/lib/i18n/use-say";
import { PracticeBadge } from "../shell/practice-badge";
import { ClockTime } from "../ui/clock-time";
import { CodeWord } from "../ui/said";

const shownLetters = 10;

/** The sealed log: when, what, who and through which door, about what, and its place in the chain. */
export function AuditList({ events }: { events: readonly AuditEvent[] }) {
  const t = useTranslations("audit");
  return (
    <ol aria-label={t("list")} className="border-t border-line">
      {events.map((event) => (
        <li key={event.id} className="grid gap-x-6 gap-y-1 border-b border-line py-3 text-small md:grid-cols-[10.5rem_minmax(0,5fr)_minmax(0,3fr)_minmax(0,6fr)_8.5rem]">
          <ClockTime at={event.at} look="full" className="text-mist" />
          <What event={event} />
          <Who event={event} />
          <About event={event} />
          <Link event={event} />
        </li>
      ))}
    </ol>
  );
}

function What({ event }: { event: AuditEvent }) {
  const say = useSay();
  const said = event.statement === null ? null : say.statement("note", event.statement);
  return (
    <span className="block">
      <CodeWord group="event.type" code={event.type} />
      {said !== null && <span className="block text-caption text-mist">{said}</span>}
    </span>
  );
}

function Who({ event: { actor, channel } }: { event: AuditEvent }) {
  const tActor = useTranslations("event.actor");
  const tChannel = useTranslations("event.channel");
  const named = actor.kind === "human" || actor.kind === "token" || actor.kind === "source";
  return (
    <span className="block">
      {named ? actor.name : tActor(actor.kind)}
      <span className="block text-caption text-silt">
        {named && actor.kind !== "human" ? `${tActor(actor.kind)} · ${tChannel(channel)}` : tChannel(channel)}
      </span>
    </span>
  );
}

function About({ event }: { event: AuditEvent }) {
  const t = useTranslations("audit");
  return (
    <span className="grid content-start justify-items-start">
      <span className="flex flex-wrap items-center gap-2">
        <CodeWord group="audit.group" code={event.subject.kind} />
        {event.origin === "range" && <PracticeBadge />}
        {event.incidentId !== null && (
          <NextLink href={`/incidents/${event.incidentId}`} prefetch={false} className="text-ultra underline-offset-4 hover:underline">
            {t("incident")}
          </NextLink>
        )}
      </span>
      <span translate="no" className="font-mono text-caption break-all text-silt">
        {event.subject.id}
      </span>
    </span>
  );
}

/** Its place in the chain and the beginning of its hash; opens to all of it. */
function Link({ event: { seq, hash } }: { event: AuditEvent }) {
  const t = useTranslations("audit");
  return (
    <details className="group md:text-right">
      <summary aria-label={t("hashLabel", { seq })} className="list-none text-caption whitespace-nowrap text-silt">
        <span className="text-mist">{seq}</span> <span className="font-mono group-open:hidden">{hash.slice(0, shownLetters)}</span>
      </summary>
      <span translate="no" className="block font-mono text-caption break-all text-mist select-all">
        {hash}
      </span>
    </details>
  );
}
