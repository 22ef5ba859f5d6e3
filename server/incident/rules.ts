import type { Severity } from "@/lib/contracts/common";
import { entityName } from "@/lib/contracts/entity";
import type { IncidentStatus } from "@/lib/contracts/incident";
import { dependencyDistances, type TopologyGraph } from "../topology/rules";

/**
 * Life cycle of an incident. `open` and `reopened` wait for a first look, `investigating` is OpenClaw's (also while it abstains),
 * `awaiting_approval` a human's, `acting` and `verifying` an executor's. `resolved` and `dismissed` are settled; only a new firing
 * leads out of `resolved`. Written only by `server/incident`.
 */
const transitions: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  open: ["investigating", "resolved", "dismissed"],
  reopened: ["investigating", "resolved", "dismissed"],
  investigating: ["awaiting_approval", "acting", "resolved", "dismissed"],
  awaiting_approval: ["investigating", "acting", "resolved", "dismissed"],
  acting: ["awaiting_approval", "investigating", "verifying", "resolved", "dismissed"],
  verifying: ["investigating", "resolved"],
  resolved: ["reopened"],
  dismissed: ["reopened"],
};

/** Whether an incident may go from one status to another. */
export function mayBecome(from: IncidentStatus, to: IncidentStatus): boolean {
  return transitions[from].includes(to);
}

/** A settled incident needs nothing more. */
export function isSettled(status: IncidentStatus): boolean {
  return status === "resolved" || status === "dismissed";
}

const severityRank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** The worse of two severities. */
export function worseSeverity(a: Severity, b: Severity): Severity {
  return severityRank[a] >= severityRank[b] ? a : b;
}

/** When an incident without a repair is looked at again: soon while it is young, ever more rarely as it ages, since new evidence comes early. */
export function reconsiderAt(openedAt: Date, now: Date, limits: { readonly reconsiderMs: number; readonly reconsiderMaxMs: number }): Date {
  const pauseMs = Math.min(limits.reconsiderMaxMs, Math.max(limits.reconsiderMs, (now.getTime() - openedAt.getTime()) / 10));
  return new Date(now.getTime() + pauseMs);
}

/** An unsettled incident, as correlation sees it. */
export interface OpenIncident {
  readonly id: string;
  readonly openedAt: Date;
  /** Entities of the incident and of all its alerts. */
  readonly entityKeys: ReadonlySet<string>;
}

export interface JoinReason {
  readonly code: "same_fingerprint" | "same_entity" | "depends_on" | "opened_incident";
  readonly params: Readonly<Record<string, string | number>>;
}

/** The incident a newly firing alert belongs to and why, or null when it opens its own. The nearest relation wins, then the newest incident. */
export function chooseIncident(
  alert: { readonly entityKey: string | null; readonly startsAt: Date },
  candidates: readonly OpenIncident[],
  graph: TopologyGraph,
  limits: { readonly windowMs: number; readonly maxHops: number },
): { readonly incidentId: string; readonly reason: JoinReason } | null {
  const key = alert.entityKey;
  if (key === null) return null;
  // Walked once for all candidates: in a storm there are thousands.
  const related = dependencyDistances(graph, key, limits.maxHops);
  let best: { incidentId: string; reason: JoinReason; distance: number; openedAt: Date } | null = null;
  for (const incident of candidates) {
    for (const other of incident.entityKeys) {
      const same = other === key;
      const near = Math.abs(alert.startsAt.getTime() - incident.openedAt.getTime()) <= limits.windowMs;
      const distance = same ? 0 : near ? (related.get(other) ?? null) : null;
      if (distance === null) continue;
      if (best !== null && (best.distance < distance || (best.distance === distance && best.openedAt >= incident.openedAt))) continue;
      const reason: JoinReason = same ? { code: "same_entity", params: { on: entityName(other) } } : { code: "depends_on", params: { on: entityName(other), hops: distance } };
      best = { incidentId: incident.id, reason, distance, openedAt: incident.openedAt };
    }
  }
  return best === null ? null : { incidentId: best.incidentId, reason: best.reason };
}
