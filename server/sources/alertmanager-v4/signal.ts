import { storableLabels } from "@/server/platform/inbound/labels";
import { millisecondsOf, oneLine, webLink } from "@/server/platform/inbound/text";
import type { ParsedSignal } from "@/server/sources/port";
import { fingerprintOf } from "./fingerprint";
import type { WebhookAlert } from "./schema";
import { severityOf } from "./severity";

const maxNameLength = 200;
const maxSummaryLength = 1_000;

/**
 * One alert in our words; any alert gives a signal.
 * - State: `resolved` when its own status says so, else firing: a false alarm is noise, a false all-clear hides an outage.
 * - Fingerprint: the sender's when it is 1 to 128 printable characters, else computed from the labels.
 * - `startsAt` that is absent or Go's zero time becomes 1970-01-01T00:00:00Z, meaning unknown: this code has no clock, and one fixed
 *   value keeps repeats of the alert equal.
 * - `endsAt` of a firing alert is a time-out, not an end, and is dropped; of a resolved one it is never before `startsAt`, and equals
 *   it when the sender gave none.
 */
export function toSignal(alert: WebhookAlert): ParsedSignal {
  const isResolved = alert.status?.trim().toLowerCase() === "resolved";
  const startsAt = millisecondsOf(alert.startsAt) ?? 0;
  return {
    fingerprint: givenFingerprint(alert.fingerprint) ?? fingerprintOf(alert.labels),
    state: isResolved ? "resolved" : "firing",
    startsAt: new Date(startsAt),
    endsAt: isResolved ? new Date(Math.max(startsAt, millisecondsOf(alert.endsAt) ?? 0)) : null,
    change: null,
    // Most signals are repeats, of which nobody reads the texts; they are made when they are.
    get severity() {
      return severityOf(firstText(alert.labels, ["severity", "priority"], maxNameLength));
    },
    get name() {
      return firstText(alert.labels, ["alertname", "alert", "rulename", "name"], maxNameLength) ?? firstText(alert.annotations ?? {}, ["title", "summary"], maxNameLength) ?? "unnamed";
    },
    get summary() {
      return firstText(alert.annotations ?? {}, ["summary", "description", "message", "title"], maxSummaryLength) ?? "";
    },
    get labels() {
      return storableLabels(alert.labels);
    },
    get url() {
      return webLink(alert.generatorURL);
    },
  };
}

function givenFingerprint(value: unknown): string | null {
  return typeof value === "string" && value.length <= 128 && /^[^\p{C}]+$/u.test(value) && value.trim() !== "" ? value : null;
}

/** The first of these keys that holds more than white space. */
function firstText(texts: Readonly<Record<string, string>>, keys: readonly string[], maxLength: number): string | undefined {
  for (const key of keys) {
    const text = Object.hasOwn(texts, key) ? oneLine(texts[key] ?? "", maxLength) : "";
    if (text !== "") return text;
  }
  return undefined;
}
