import type { Origin, Severity } from "@/lib/contracts/common";
import type { AlertSource } from "@/lib/contracts/signal";
import type { ParsedSignal } from "../sources/port";
import { isEscalation, transitionOf, type AlertTransition } from "./rules";

/** One entry of one delivery, in the order in which the deliveries came, or what AWOOOI noticed by itself. */
export interface Observation {
  /** Null for what AWOOOI noticed by itself. */
  readonly inboxId: string | null;
  /** Its place in the delivery. */
  readonly position: number;
  readonly source: AlertSource;
  readonly seenAt: Date;
  readonly parsed: ParsedSignal;
  /** The group that listed it while hiding others; null when the delivery was whole. */
  readonly truncatedGroup: string | null;
}

/** What is known of an alert before a batch: all that decides what comes of it, without the texts. */
export interface KnownAlert {
  readonly id: string;
  readonly source: AlertSource;
  readonly fingerprint: string;
  readonly status: "firing" | "resolved";
  readonly severity: Severity;
  readonly name: string;
  readonly entityKey: string | null;
  readonly nodeKey: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly lastSeenAt: Date;
  readonly receivedCount: number;
  readonly incidentId: string | null;
  readonly truncatedGroup: string | null;
  readonly flapCount: number;
  readonly flapSince: Date | null;
}

/** An alert after a batch. Its texts are those of the last observation that changed it. */
export interface FoldedAlert extends KnownAlert {
  readonly origin: Origin;
  /** Whether it fired before the batch. */
  readonly wasFiring: boolean;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly url: string | null;
}

/** A real change of an alert; repeats and stale news make none. */
export interface AlertChange {
  readonly alertId: string;
  readonly transition: Exclude<AlertTransition, "advanced" | "touched" | "stale">;
  readonly observation: Observation;
  /** The alert's start as it is kept: the time of receipt when the sender did not say. */
  readonly startsAt: Date;
}

/** An alert that was only heard of again. */
export interface AlertTouch {
  readonly id: string;
  readonly startsAt: Date;
  readonly lastSeenAt: Date;
  readonly times: number;
  readonly truncatedGroup: string | null;
}

/** What a batch does to the alerts. */
export interface Folded {
  /** Alerts that are new or changed, by id, as they are after the batch. */
  readonly changed: ReadonlyMap<string, FoldedAlert>;
  /** In the order they came. */
  readonly changes: readonly AlertChange[];
  readonly touched: readonly AlertTouch[];
}

/** How an alert is found in a batch: sources choose their fingerprints by themselves. */
export function alertKey(source: AlertSource, fingerprint: string): string {
  return `${source}\n${fingerprint}`;
}

/** An alert in the middle of a batch. */
interface Draft {
  readonly wasFiring: boolean;
  now: { -readonly [K in keyof KnownAlert]: KnownAlert[K] };
  /** The last observation that changed it; null while it was only heard of again. */
  last: Observation | null;
  times: number;
}

/**
 * Brings alerts to what a batch of observations says, one after the other, as if each had come alone. `known` holds what is
 * known of their keys; entities of changed alerts are filled in later, from the map of the world.
 */
export function foldObservations(input: {
  readonly origin: Origin;
  readonly known: ReadonlyMap<string, KnownAlert>;
  readonly observations: readonly Observation[];
  readonly newAlertId: () => string;
  readonly limits: { readonly lateDeliveryMs: number; readonly flapWindowMs: number };
}): Folded {
  const { lateDeliveryMs, flapWindowMs } = input.limits;
  const drafts = new Map<string, Draft>();
  const changes: AlertChange[] = [];
  for (const observation of input.observations) {
    const { parsed, source, seenAt } = observation;
    const key = alertKey(source, parsed.fingerprint);
    let draft = drafts.get(key);
    const known = draft === undefined ? input.known.get(key) : undefined;
    if (draft === undefined && known !== undefined) {
      draft = { wasFiring: known.status === "firing", now: { ...known }, last: null, times: 0 };
      drafts.set(key, draft);
    }
    const told = transitionOf(draft?.now ?? null, parsed, seenAt, lateDeliveryMs);
    const escalated = draft !== undefined && isEscalation(told, draft.now, parsed) ? draft.now : null;
    const transition = escalated === null ? told : "escalated";
    if (transition === "touched" || transition === "stale" || transition === "advanced") {
      if (draft === undefined) continue;
      if (transition === "advanced") draft.now.startsAt = parsed.startsAt;
    } else {
      const state = {
        ...(escalated ?? flapsOf(draft?.now ?? null, seenAt, flapWindowMs)),
        status: parsed.state === "firing" ? ("firing" as const) : ("resolved" as const),
        severity: parsed.severity,
        name: parsed.name,
        startsAt: told === "touched" && escalated !== null ? escalated.startsAt : parsed.startsAt.getTime() === 0 ? seenAt : parsed.startsAt,
        endsAt: parsed.endsAt?.getTime() === 0 ? seenAt : parsed.endsAt,
      };
      if (draft === undefined) {
        const unknown = { id: input.newAlertId(), source, fingerprint: parsed.fingerprint, incidentId: null, entityKey: null, nodeKey: null, truncatedGroup: null, lastSeenAt: seenAt, receivedCount: 0 };
        draft = { wasFiring: false, now: { ...unknown, ...state }, last: observation, times: 0 };
        drafts.set(key, draft);
      } else {
        draft.now = { ...draft.now, ...state };
        draft.last = observation;
      }
      changes.push({ alertId: draft.now.id, transition, observation, startsAt: state.startsAt });
    }
    draft.times += 1;
    draft.now.receivedCount += 1;
    if (seenAt > draft.now.lastSeenAt) draft.now.lastSeenAt = seenAt;
    if (observation.truncatedGroup !== null) draft.now.truncatedGroup = observation.truncatedGroup;
  }
  return { ...sortDrafts(input.origin, drafts.values()), changes };
}

/** A change counts into the window that is running, or begins one. */
function flapsOf(current: KnownAlert | null, seenAt: Date, windowMs: number): Pick<KnownAlert, "flapCount" | "flapSince"> {
  if (current === null || current.flapSince === null || seenAt.getTime() - current.flapSince.getTime() > windowMs) return { flapCount: 1, flapSince: seenAt };
  return { flapCount: current.flapCount + 1, flapSince: current.flapSince };
}

function sortDrafts(origin: Origin, drafts: Iterable<Draft>): Pick<Folded, "changed" | "touched"> {
  const changed = new Map<string, FoldedAlert>();
  const touched: AlertTouch[] = [];
  for (const { wasFiring, now, last, times } of drafts) {
    if (last === null) touched.push({ id: now.id, startsAt: now.startsAt, lastSeenAt: now.lastSeenAt, times, truncatedGroup: now.truncatedGroup });
    else changed.set(now.id, { ...now, origin, wasFiring, summary: last.parsed.summary, labels: last.parsed.labels, url: last.parsed.url });
  }
  return { changed, touched };
}
