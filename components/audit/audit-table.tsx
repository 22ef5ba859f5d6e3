"use client";

import { useTranslations } from "next-intl";
import type { AuditEvent } from "@/lib/contracts/audit";
import { useSay } from "@/lib/i18n/use-say";
import { PracticeBadge } from "../shell/practice-badge";
import { ClockTime } from "../ui/clock-time";
import { DataTable } from "../ui/data-table";
import { CodeWord } from "../ui/said";
import { TextLink } from "../ui/text-link";

const shownLetters = 10;

/** The sealed log: when, what, who and through which door, about what, and its place in the chain. */
export function AuditTable({ events }: { events: readonly AuditEvent[] }) {
  const t = useTranslations("audit");
  return (
    <DataTable
      label={t("list")}
      columns={[
        { key: "when", heading: t("column.when"), cell: (event: AuditEvent) => <ClockTime at={event.at} look="full" className="whitespace-nowrap text-mist" /> },
        { key: "what", heading: t("column.what"), cell: (event) => <What event={event} /> },
        { key: "who", heading: t("column.who"), cell: (event) => <Who event={event} /> },
        { key: "about", heading: t("column.about"), cell: (event) => <About event={event} /> },
        { key: "seq", heading: t("column.seq"), numeric: true, cell: (event) => <Link event={event} /> },
      ]}
      rows={events}
      rowKey={(event) => event.id}
    />
  );
}

function What({ event }: { event: AuditEvent }) {
  const say = useSay();
  const said = event.statement === null ? null : say.statement("note", event.statement);
  return (
    <span className="block min-w-56">
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
    <span className="block min-w-28">
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
    <span className="grid min-w-40 justify-items-start gap-0.5">
      <span className="flex flex-wrap items-center gap-2">
        <CodeWord group="audit.group" code={event.subject.kind} />
        {event.origin === "range" && <PracticeBadge />}
      </span>
      <span translate="no" className="font-mono text-caption break-all text-silt">
        {event.subject.id}
      </span>
      {event.incidentId !== null && <TextLink href={`/incidents/${event.incidentId}`}>{t("incident")}</TextLink>}
    </span>
  );
}

/** Its place in the chain and the beginning of its hash; opens to all of it. */
function Link({ event: { seq, hash } }: { event: AuditEvent }) {
  const t = useTranslations("audit");
  return (
    <details className="group">
      <summary aria-label={t("hashLabel", { seq })} className="list-none text-caption whitespace-nowrap text-silt">
        <span className="text-mist">{seq}</span> <span className="font-mono group-open:hidden">{hash.slice(0, shownLetters)}</span>
      </summary>
      <span translate="no" className="block w-40 font-mono text-caption break-all text-mist select-all">
        {hash}
      </span>
    </details>
  );
}
