"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { useNow } from "@/lib/client/clock";
import { forgetListLeft, listLeftFor } from "@/lib/client/place";
import { entityKey } from "@/lib/contracts/entity-key";
import type { Incident } from "@/lib/contracts/incident";
import { anyIncident, incidentsPath } from "@/lib/fold/incident-filter";
import { sayDuration } from "@/lib/i18n/quantity";
import { EntityName } from "../entity/entity-name";
import { PracticeBadge } from "../shell/practice-badge";
import { SeverityMark } from "./severity-mark";
import { StatusWord } from "./status-word";
import { IncidentTitle } from "./incident-title";

/** What happened, to what, how bad, since when, and how it ended; with the `status` of a moment looked back to, nothing of what came after. */
export function IncidentHead({ incident, status }: { incident: Incident; status?: Incident["status"] | undefined }) {
  const t = useTranslations("incident");
  return (
    <header className="grid gap-4">
      <BackToList id={incident.id} />
      <h1 className="text-title"><IncidentTitle title={incident.title} /></h1>
      <p className="flex flex-wrap items-center gap-x-5 gap-y-1 text-small text-mist">
        <StatusWord status={status ?? incident.status} />
        <SeverityMark severity={incident.severity} />
        {incident.alertCount > 0 && <span>{t("alertCount", { count: incident.alertCount })}</span>}
        {status === undefined && incident.firingCount > 0 && <span className="text-foam">{t("firing", { count: incident.firingCount })}</span>}
        {incident.reopenedCount > 0 && <span className="text-foam">{t("reopened", { count: incident.reopenedCount })}</span>}
        {incident.origin === "range" && <PracticeBadge />}
        {incident.acknowledgedBy !== null && incident.acknowledgedAt !== null && <SeenBy name={incident.acknowledgedBy.name} at={incident.acknowledgedAt} />}
        {incident.seeded && <span>{t("seeded")}</span>}
      </p>
      <Facts incident={incident} past={status !== undefined} />
    </header>
  );
}

/** Back to the list one came from, as it was; else to all of them. */
function BackToList({ id }: { id: string }) {
  const t = useTranslations("incident");
  const [list] = useState(() => listLeftFor(id));
  useEffect(() => {
    const path = window.location.pathname;
    return () => {
      if (window.location.pathname !== path) forgetListLeft();
    };
  }, []);
  return (
    <Link
      href={list ?? "/incidents"}
      prefetch={false}
      onNavigate={(event) => {
        if (list === null) return;
        event.preventDefault();
        window.history.back();
      }}
      className="row inline-flex items-center gap-2 justify-self-start text-small text-mist hover:text-foam"
    >
      <ArrowLeft aria-hidden className="size-4" />
      {t("back")}
    </Link>
  );
}

function Facts({ incident, past }: { incident: Incident; past: boolean }) {
  const t = useTranslations("incident");
  const locale = useLocale();
  const format = useFormatter();
  const nowMs = useNow();
  const endMs = incident.settledAt === null ? nowMs : Date.parse(incident.settledAt);
  const full = (at: string) => format.dateTime(new Date(at), "full");
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-3 text-small">
      <Fact term={t("entity")}>
        {incident.entity === null ? (
          t("noEntity")
        ) : (
          <Link href={incidentsPath({ ...anyIncident, entity: entityKey(incident.entity) })} prefetch={false} title={t("sameEntity")} className="underline decoration-line underline-offset-4 hover:decoration-foam">
            <EntityName entity={incident.entity} cluster />
          </Link>
        )}
      </Fact>
      <Fact term={t("opened")}>{full(incident.openedAt)}</Fact>
      {!past && incident.settledAt !== null && <Fact term={t("settled")}>{full(incident.settledAt)}</Fact>}
      {!past && <Fact term={t("lasted")}>{sayDuration(locale, Math.max(0, Math.floor((endMs - Date.parse(incident.openedAt)) / 1000)))}</Fact>}
      {!past && incident.settledBy !== null && <Fact term={t("settledByLabel")}>{t(`settledBy.${incident.status === "dismissed" ? "dismissed" : incident.settledBy}`)}</Fact>}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-caption text-silt">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function SeenBy({ name, at }: { name: string; at: string }) {
  const t = useTranslations("incident");
  const format = useFormatter();
  return <span>{t("seen", { name, time: format.dateTime(new Date(at), "stamp") })}</span>;
}
