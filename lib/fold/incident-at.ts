import type { Action } from "../contracts/action";
import type { Incident, IncidentStatus, TimelineEvent } from "../contracts/incident";

/** An incident as the log shows it at one of its events. */
export interface IncidentAt {
  readonly status: IncidentStatus;
  /** Ids of decisions that had been recorded. */
  readonly decisions: ReadonlySet<string>;
  /** What had become of each action that had been proposed. */
  readonly actions: ReadonlyMap<string, Action["status"]>;
}

const statusAfter: Readonly<Record<string, Action["status"]>> = {
  "action.proposed": "proposed",
  "action.approved": "approved",
  "action.started": "running",
  "action.executed": "verifying",
  "action.verified": "succeeded",
  "action.failed": "failed",
  "action.rolled_back": "rolled_back",
  "action.cancelled": "cancelled",
  "action.outcome_unknown": "outcome_unknown",
};

const statuses: ReadonlySet<string> = new Set<IncidentStatus>(["open", "investigating", "awaiting_approval", "acting", "verifying", "resolved", "reopened", "dismissed"]);

function statusOf({ type, statement }: TimelineEvent): IncidentStatus | null {
  if (type === "incident.opened") return "open";
  if (type === "incident.resolved") return "resolved";
  if (type === "incident.reopened") return "reopened";
  // Written with the name of the state, and for what a human did with what kind of hand it was.
  const named = type === "incident.status_changed" ? (/^incident_([a-z_]+?)(_by_hand)?$/.exec(statement?.code ?? "")?.[1] ?? "") : "";
  return statuses.has(named) ? (named as IncidentStatus) : null;
}

/** Folds the log up to and with event number `last`, counted from 0. */
export function incidentAt(events: readonly TimelineEvent[], last: number): IncidentAt {
  let status: IncidentStatus = "open";
  const decisions = new Set<string>();
  const actions = new Map<string, Action["status"]>();
  for (const event of events.slice(0, last + 1)) {
    status = statusOf(event) ?? status;
    if (event.type === "decision.recorded") decisions.add(event.subject.id);
    const action = statusAfter[event.type];
    if (action !== undefined) actions.set(event.subject.id, action);
  }
  return { status, decisions, actions };
}

/** Somebody who had a hand in an incident, and what they did last. */
export interface Hand {
  readonly actor: TimelineEvent["actor"];
  readonly deeds: readonly TimelineEvent[];
}

/** The people and tokens behind the events, the latest first. */
export function handsOf(events: readonly TimelineEvent[]): Hand[] {
  const hands = new Map<string, TimelineEvent[]>();
  for (const event of events) {
    if (event.actor.kind !== "human" && event.actor.kind !== "token") continue;
    const key = `${event.actor.kind}:${event.actor.id}`;
    // Taken out first, so that the order of the map is that of the last deed.
    const deeds = hands.get(key) ?? [];
    hands.delete(key);
    hands.set(key, [...deeds, event]);
  }
  return [...hands.values()].reverse().flatMap((deeds) => (deeds[0] === undefined ? [] : [{ actor: deeds[0].actor, deeds }]));
}

/** Whole seconds from the beginning of an incident to a moment; never negative. */
export function secondsInto(incident: Pick<Incident, "openedAt">, at: string): number {
  return Math.max(0, Math.round((Date.parse(at) - Date.parse(incident.openedAt)) / 1000));
}
