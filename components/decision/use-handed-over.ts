"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useNow } from "@/lib/client/clock";
import { incidentDetails, investigatedIncidents } from "@/lib/client/query/incident";
import type { IncidentDetail } from "@/lib/contracts/incident";
import { isHandedOver } from "@/lib/fold/handed-over";

/** More cards than this would bury what can be answered; the rest is in the list of incidents. */
const shownAtMost = 3;

/** The incidents that the machine has given into human hands, worst first. */
export function useHandedOver(origin: "live" | "range" | undefined): IncidentDetail[] {
  const nowMs = useNow(5_000);
  const { data } = useQuery({ ...investigatedIncidents(origin ?? "live"), enabled: origin !== undefined });
  const severities = ["critical", "warning", "info"];
  const candidates = (data?.items ?? [])
    .filter((incident) => incident.acknowledgedAt === null && incident.settledAt === null)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || Date.parse(a.openedAt) - Date.parse(b.openedAt))
    .slice(0, shownAtMost);
  const details = useQueries({ queries: candidates.map(({ id }) => incidentDetails(id)) });
  return details.flatMap(({ data: detail }) => (detail !== undefined && isHandedOver(detail, nowMs) ? [detail] : []));
}
