"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { incidentDetails, incidentKey } from "@/lib/client/query/incident";
import type { Role } from "@/lib/contracts/common";
import type { IncidentDetail, TimelineEvent } from "@/lib/contracts/incident";
import { incidentAt } from "@/lib/fold/incident-at";
import { BlastRadius } from "../approval/blast-radius";
import { ExternalLinks } from "../link/external-links";
import { useShortcuts } from "../shell/use-shortcuts";
import { Broken } from "../states/broken";
import { Loading } from "../states/loading";
import { IncidentActions } from "./incident-actions";
import { IncidentAlerts } from "./incident-alerts";
import { IncidentApprovals } from "./incident-approvals";
import { IncidentCause } from "./incident-cause";
import { IncidentChanges } from "./incident-changes";
import { IncidentHead } from "./incident-head";
import { IncidentPeople } from "./incident-people";
import { IncidentSettle } from "./incident-settle";
import { openTab } from "./open-tab";
import { TimeScrubber } from "./time-scrubber";
import { Timeline } from "./timeline";
import { useTriage } from "./use-triage";

export interface IncidentStoryProps {
  incident: IncidentDetail;
  log: {
    /** Oldest first; null while they are on their way. */
    events: readonly TimelineEvent[] | null;
    broken: boolean;
    hasMore: boolean;
    loadingMore: boolean;
    onMore: () => void;
    onRetry: () => void;
  };
  role: Role;
  live: boolean;
  /** Id of the event that is looked at; null for the present. */
  at: string | null;
  onAt: (at: string | null) => void;
}

/** All of one incident: how it stands, why, what was done, by whom, and where to look further; at any moment of its log. */
export function IncidentStory({ incident, log, role, live, at, onAt }: IncidentStoryProps) {
  const t = useTranslations("incident");
  const tState = useTranslations("state");
  const queries = useQueryClient();
  const events = log.events ?? [];
  const found = at === null ? -1 : events.findIndex((event) => event.id === at);
  const moment = found === -1 ? null : found;
  const past = moment === null ? null : incidentAt(events, moment);
  const actions = past === null ? incident.actions : incident.actions.flatMap((action) => past.actions.has(action.id) ? [{ ...action, status: past.actions.get(action.id) ?? action.status, outcome: null, finishedAt: null }] : []);
  const go = (to: number | null) => onAt(to === null ? null : (events[to]?.id ?? null));
  const byHand = incident.actions.some((action) => action.status === "running" && action.steps !== null);

  const triage = useTriage({
    role,
    live,
    take: (next) => {
      queries.setQueryData(incidentDetails(incident.id).queryKey, (known) => (known === undefined || known.version > next.version ? known : { ...known, ...next }));
      void queries.invalidateQueries({ queryKey: incidentKey });
    },
  });
  useShortcuts({
    evidence: () => document.getElementById("cause")?.scrollIntoView({ block: "start" }),
    source: () => (incident.links[0] === undefined ? void triage.openSource(incident) : openTab(incident.links[0].url)),
    seen: () => void triage.see(incident),
    resolve: () => void triage.settle("resolve", incident),
    dismiss: () => void triage.settle("dismiss", incident),
  });
  useArrival();

  return (
    <div className="grid gap-6">
      <IncidentHead incident={incident} status={past?.status} />
      <div className="grid gap-4 empty:hidden">
        {past === null ? <IncidentSettle incident={incident} role={role} live={live} byHand={byHand} onSee={() => void triage.see(incident)} /> : <p className="text-small text-mist">{t("scrub.pastActions")}</p>}
        <ExternalLinks links={incident.links} />
      </div>
      <TimeScrubber events={events} openedAt={incident.openedAt} at={moment} onChange={go} />
      <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid min-w-0 content-start gap-8">
          {past === null && <IncidentApprovals incidentId={incident.id} approvalIds={incident.approvalIds} role={role} />}
          <div id="cause" className="scroll-mt-4">
            <IncidentCause decision={incident.decision} notYet={past !== null && (incident.decision === null || !past.decisions.has(incident.decision.id))} />
          </div>
          {past === null && incident.decision?.blastRadius != null && <BlastRadius radius={incident.decision.blastRadius} />}
          <IncidentActions actions={actions} role={role} live={live && past === null} />
          <IncidentAlerts alerts={incident.alerts} />
        </div>
        <div className="grid min-w-0 content-start gap-8">
          {log.events === null ? log.broken ? <Broken body={tState("brokenBody")} onRetry={log.onRetry} /> : <Loading rows={3} /> : <Timeline events={events} hasMore={log.hasMore} loadingMore={log.loadingMore} onMore={log.onMore} at={moment} onGo={(number) => go(number === events.length - 1 ? null : number)} />}
          <IncidentChanges changes={incident.changes} openedAt={incident.openedAt} />
          <IncidentPeople events={events} />
        </div>
      </div>
    </div>
  );
}

/** An address that names a part of the page is followed once that part is here. */
function useArrival(): void {
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current || window.location.hash === "") return;
    arrived.current = true;
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView({ block: "start" });
  }, []);
}
