import { redactText } from "../../platform/redact";
import { tunables } from "../../platform/tunables";
import type { ParsedDelivery } from "../../sources/port";

/** Texts that were seen lately, since alerts of one storm share most of theirs; the oldest go first. */
const seen = new Map<string, string>();

function redacted(text: string): string {
  const known = seen.get(text);
  if (known !== undefined) return known;
  const clean = redactText(text);
  if (seen.size >= tunables.redactedTextsKept) for (const oldest of [...seen.keys()].slice(0, tunables.redactedTextsKept / 10)) seen.delete(oldest);
  seen.set(text, clean);
  return clean;
}

function redactLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, redacted(value)]));
}

/** A delivery as the house may store and show it: without what looks like a secret. Identities stay as they were made from the text as sent; the body itself is kept as sent in the inbox, which nobody is shown. */
export function redactDelivery(delivery: ParsedDelivery): ParsedDelivery {
  const linked = (url: string | null) => (url === null ? null : redacted(url));
  return {
    ...delivery,
    signals: delivery.signals.map((signal) => ({ ...signal, name: redacted(signal.name), summary: redacted(signal.summary), labels: redactLabels(signal.labels), url: linked(signal.url) })),
    findings: delivery.findings.map((finding) => ({ ...finding, title: redacted(finding.title), description: redacted(finding.description), location: redacted(finding.location), labels: redactLabels(finding.labels), url: linked(finding.url) })),
  };
}
