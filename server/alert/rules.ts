import type { Severity } from "@/lib/contracts/common";
import type { ParsedSignal } from "../sources/port";

/** What is known of a fingerprint. */
export interface AlertState {
  readonly status: "firing" | "resolved";
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly lastSeenAt: Date;
}

/**
 * What a delivery does to an alert:
 * `fired` first seen firing; `refired` fires again after its end; `resolved` ends; `advanced` still fires, in a later episode whose
 * predecessor's end has not arrived (or by a twin's later count): only its start moves on, so that the late end cannot close it; `recorded` first seen already resolved;
 * `escalated` still fires, and worse than it did; `touched` says what we know (repeat, HA twin); `stale` speaks of an episode that is over (late or out of order).
 */
export type AlertTransition = "fired" | "refired" | "resolved" | "recorded" | "advanced" | "escalated" | "touched" | "stale";

/**
 * Decides by the alert's own times, never by the order of arrival, since senders retry and HA twins both send. Only a firing that
 * comes later than any retry would (`lateDeliveryMs` after the end) is believed against its own times: a Prometheus that lost its
 * Alertmanager for a while goes on with the old start. The lapse of one report ends nothing that was heard of again, later than any
 * retry of that report would come: Kubernetes has one for each wording, and for each life of an object of the same name.
 */
export function transitionOf(current: AlertState | null, parsed: Pick<ParsedSignal, "state" | "startsAt" | "endsAt" | "isLapse">, seenAt: Date, lateDeliveryMs: number): AlertTransition {
  const firing = parsed.state === "firing";
  if (current === null) return firing ? "fired" : "recorded";
  const startIsKnown = parsed.startsAt.getTime() !== 0;
  if (current.status === "firing") {
    if (firing) return startIsKnown && parsed.startsAt > current.startsAt ? "advanced" : "touched";
    const endIsKnown = parsed.endsAt !== null && parsed.endsAt.getTime() !== 0;
    if (!endIsKnown) return "resolved";
    const isOutlived = parsed.isLapse === true && current.lastSeenAt.getTime() - parsed.endsAt.getTime() > lateDeliveryMs;
    return isOutlived || parsed.endsAt < current.startsAt ? "stale" : "resolved";
  }
  if (!firing) return "touched";
  if (!startIsKnown || current.endsAt === null || parsed.startsAt > current.endsAt) return "refired";
  return seenAt.getTime() - current.endsAt.getTime() > lateDeliveryMs ? "refired" : "stale";
}

const severityRank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** Whether a word about what fires already says that it is worse now. It never gets better while it fires, so that a sender who speaks of each occurrence does not make it flicker. */
export function isEscalation(transition: AlertTransition, current: { readonly severity: Severity } | null, parsed: Pick<ParsedSignal, "state" | "severity">): boolean {
  if (current === null || parsed.state !== "firing" || (transition !== "touched" && transition !== "advanced")) return false;
  return severityRank[parsed.severity] > severityRank[current.severity];
}
