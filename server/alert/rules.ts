import type { ParsedSignal } from "../sources/port";

/** What is known of a fingerprint. */
export interface AlertState {
  readonly status: "firing" | "resolved";
  readonly startsAt: Date;
  readonly endsAt: Date | null;
}

/**
 * What a delivery does to an alert:
 * `fired` first seen firing; `refired` fires again after its end; `resolved` ends; `advanced` still fires, in a later episode whose
 * predecessor's end has not arrived (or by a twin's later count): only its start moves on, so that the late end cannot close it; `recorded` first seen already resolved;
 * `touched` says what we know (repeat, HA twin); `stale` speaks of an episode that is over (late or out of order).
 */
export type AlertTransition = "fired" | "refired" | "resolved" | "recorded" | "advanced" | "touched" | "stale";

/**
 * Decides by the alert's own times, never by the order of arrival, since senders retry and HA twins both send. Only a firing that
 * comes later than any retry would (`lateDeliveryMs` after the end) is believed against its own times: a Prometheus that lost its
 * Alertmanager for a while goes on with the old start.
 */
export function transitionOf(current: AlertState | null, parsed: Pick<ParsedSignal, "state" | "startsAt" | "endsAt">, seenAt: Date, lateDeliveryMs: number): AlertTransition {
  const firing = parsed.state === "firing";
  if (current === null) return firing ? "fired" : "recorded";
  const startIsKnown = parsed.startsAt.getTime() !== 0;
  if (current.status === "firing") {
    if (firing) return startIsKnown && parsed.startsAt > current.startsAt ? "advanced" : "touched";
    const endIsKnown = parsed.endsAt !== null && parsed.endsAt.getTime() !== 0;
    return endIsKnown && parsed.endsAt < current.startsAt ? "stale" : "resolved";
  }
  if (!firing) return "touched";
  if (!startIsKnown || current.endsAt === null || parsed.startsAt > current.endsAt) return "refired";
  return seenAt.getTime() - current.endsAt.getTime() > lateDeliveryMs ? "refired" : "stale";
}
