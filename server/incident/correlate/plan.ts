import type { Origin } from "@/lib/contracts/common";
import type { AlertChange, FoldedAlert } from "../../alert/fold";
import { Sketch, type CorrelationLimits, type Plan } from "./draft";
import type { Relations } from "./relations";
import { settleIn } from "./settle-in";
import type { Situation } from "./situation";

/** What a batch changed, and the world it happened in. */
export interface CorrelationInput {
  readonly origin: Origin;
  readonly situation: Situation;
  /** Alerts that are new or changed, as they are after the batch, with their entities. */
  readonly changed: ReadonlyMap<string, FoldedAlert>;
  readonly changes: readonly AlertChange[];
  readonly relations: Relations;
  readonly now: Date;
  readonly limits: CorrelationLimits;
  /** Whether to hold every incident against its alerts and the map, beside what changed. */
  readonly regroups: boolean;
}

/**
 * Decides which incident each newly firing alert belongs to, and which incidents turn out to be one.
 *
 * Alerts that tie (they fire, or ended just now) and their relations make groups; each group is one incident. So the outcome does
 * not depend on the order in which alerts of one window come: what opened two incidents before the alert that links them becomes
 * one when it comes. Two things stand outside: an incident whose action is under way takes alerts but is never merged, and an
 * alert that fires again belongs to the unsettled incident it is in. A group without an unsettled incident reopens the one that
 * settled last of those its alerts were in, if that was not long ago; else it opens one.
 */
export function planCorrelation(input: CorrelationInput): Plan {
  const { changed, changes } = input;
  const sketch = new Sketch(input.situation, input.origin, input.now, input.limits, input.relations.graph);
  const homeless = applyChanges(sketch, input);
  if (input.regroups) for (const { incidentId } of [...sketch.members.values()]) sketch.draft(incidentId);
  const arrivals = homeless.length > 0 || input.regroups ? settleIn(sketch, input.relations, homeless) : { joined: new Map<string, never>(), facts: [] };
  const told = new Set<string>();
  for (const { alertId, transition } of changes) {
    const alert = changed.get(alertId);
    const incidentId = sketch.members.get(alertId)?.incidentId ?? alert?.incidentId ?? null;
    if (alert === undefined || incidentId === null || transition === "recorded" || transition === "escalated") continue;
    sketch.tellOfAlert(alert, incidentId, transition === "resolved" ? "alert.resolved" : "alert.fired");
    const reason = transition === "resolved" ? undefined : arrivals.joined.get(alertId);
    // A storm joins thousands for one reason; the alerts themselves keep theirs.
    const place = `${incidentId} ${alert.entityKey ?? alertId} ${reason?.code ?? ""}`;
    if (reason === undefined || told.has(place)) continue;
    told.add(place);
    sketch.tell({ id: incidentId }, "incident.alert_joined", reason.code, { ...reason.params, alert: alert.name });
  }
  sketch.facts.push(...arrivals.facts);
  markFlapping(sketch, changed);
  return sketch.finish();
}

/** Brings known members to what changed; returns the alerts that fired and are in no unsettled incident, in the order they fired. */
function applyChanges(sketch: Sketch, { changed, changes }: CorrelationInput): FoldedAlert[] {
  const fired = new Set(changes.filter(({ transition }) => transition === "fired" || transition === "refired").map((change) => change.alertId));
  for (const alert of changed.values()) {
    const own = alert.incidentId === null ? null : sketch.draft(alert.incidentId);
    if (own === null || (own.settledAt !== null && fired.has(alert.id))) continue;
    const isFiring = alert.status === "firing";
    own.firingCount += Number(isFiring) - Number(alert.wasFiring);
    if (own.settledAt !== null) continue;
    const { id, name, entityKey, nodeKey, startsAt, severity } = alert;
    const { joinCode = "same_fingerprint", joinedOn = null } = sketch.members.get(id) ?? {};
    sketch.members.set(id, { id, incidentId: own.id, name, entityKey, nodeKey, startsAt, isFiring, severity, ties: true, joinCode, joinedOn });
  }
  return [...fired].flatMap((id) => {
    const alert = changed.get(id);
    return alert === undefined || sketch.members.has(id) ? [] : [alert];
  });
}

/** Alerts that come and go keep their incident open until they have been quiet for a while, instead of settling and reopening it each time. */
function markFlapping(sketch: Sketch, changed: ReadonlyMap<string, FoldedAlert>): void {
  const { flapChanges, flapQuietMs } = sketch.limits;
  for (const alert of changed.values()) {
    if (alert.flapCount < flapChanges) continue;
    const incidentId = sketch.members.get(alert.id)?.incidentId;
    const draft = incidentId === undefined ? null : sketch.draft(incidentId);
    if (draft === null) continue;
    const until = new Date(alert.lastSeenAt.getTime() + flapQuietMs);
    if (draft.flappingUntil === null || draft.flappingUntil < alert.lastSeenAt) sketch.tell(draft, "incident.flapping", "incident_flapping", { alert: alert.name, changes: alert.flapCount });
    if (draft.flappingUntil === null || draft.flappingUntil < until) draft.flappingUntil = until;
  }
}
