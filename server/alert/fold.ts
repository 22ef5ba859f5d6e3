import type { Origin, Severity } from "@/lib/contracts/common";
import type { AlertSource } from "@/lib/contracts/signal";
import type { ParsedSignal } from "../sources/port";
import { transitionOf, type AlertTransition } from "./rules";

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

interface Draft {
  readonly wasFiring: boolean;
  now: KnownAlert;
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
  const drafts = new Map<string, Draft>();
  const changes: AlertChange[] = [];
  for (const observation of input.observations) {
    const { parsed, source, seenAt } = observation;
    const key = alertKey(source, parsed.fingerprint);
    const known = input.known.get(key) ?? null;
    const draft = drafts.get(key);
    const current = draft?.now ?? known;
    const transition = transitionOf(current, parsed, seenAt, input.limits.lateDeliveryMs);
    const seen = {
      lastSeenAt: current === null || seenAt > current.lastSeenAt ? seenAt : current.lastSeenAt,
      receivedCount: (current?.receivedCount ?? 0) + 1,
      truncatedGroup: observation.truncatedGroup ?? current?.truncatedGroup ?? null,
    };
    if (current !== null && (transition === "touched" || transition === "stale" || transition === "advanced")) {
      const now = { ...current, ...seen, startsAt: transition === "advanced" ? parsed.startsAt : current.startsAt };
      if (draft === undefined) drafts.set(key, { wasFiring: known?.status === "firing", now, last: null, times: 1 });
      else Object.assign(draft, { now, times: draft.times + 1 });
      continue;
    }
    if (transition === "touched" || transition === "stale" || transition === "advanced") continue;
    const now: KnownAlert = {
      ...(current ?? { id: input.newAlertId(), incidentId: null, entityKey: null, nodeKey: null, flapCount: 0, flapSince: null }),
      ...seen,
      ...flapsOf(current, seenAt, input.limits.flapWindowMs),
      source,
      fingerprint: parsed.fingerprint,
      status: parsed.state === "firing" ? "firing" : "resolved",
      severity: parsed.severity,
      name: parsed.name,
      startsAt: parsed.startsAt.getTime() === 0 ? seenAt : parsed.startsAt,
      endsAt: parsed.endsAt?.getTime() === 0 ? seenAt : parsed.endsAt,
    };
    changes.push({ alertId: now.id, transition, observation, startsAt: now.startsAt });
    if (draft === undefined) drafts.set(key, { wasFiring: known?.status === "firing", now, last: observation, times: 1 });
    else Object.assign(draft, { now, last: observation, times: draft.times + 1 });
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
