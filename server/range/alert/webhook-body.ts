import { fingerprintLabels } from "./fingerprint";

/** An alert as the notifier holds it; without `endsAt` it fires. */
export interface NotifiedAlert {
  fingerprint: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: number;
  endsAt?: number;
  generatorURL: string;
}

/** Name of the receiver in every body. */
export const receiverName = "awoooi";

/** Labels that alerts are grouped by. */
export const groupBy = ["alertname", "cluster", "namespace"] as const;

/** The bytes of an Alertmanager v4 webhook, in the field order and escaping of the real one; beyond `maxAlerts` only the number is told. */
export function renderWebhook(groupLabels: Record<string, string>, alerts: readonly NotifiedAlert[], externalURL: string, maxAlerts = 0): string {
  const all = [...alerts].sort((a, b) => (labelText(a.labels) < labelText(b.labels) ? -1 : 1));
  const sorted = maxAlerts > 0 ? all.slice(0, maxAlerts) : all;
  const body = {
    receiver: receiverName,
    status: sorted.some((alert) => alert.endsAt === undefined) ? "firing" : "resolved",
    alerts: sorted.map((alert) => ({
      status: alert.endsAt === undefined ? "firing" : "resolved",
      labels: sortKeys(alert.labels),
      annotations: sortKeys(alert.annotations),
      startsAt: goTime(alert.startsAt),
      endsAt: alert.endsAt === undefined ? "0001-01-01T00:00:00Z" : goTime(alert.endsAt),
      generatorURL: alert.generatorURL,
      fingerprint: fingerprintLabels(alert.labels),
    })),
    groupLabels: sortKeys(groupLabels),
    commonLabels: common(sorted.map((alert) => alert.labels)),
    commonAnnotations: common(sorted.map((alert) => alert.annotations)),
    externalURL,
    version: "4",
    groupKey: `{}:${labelText(groupLabels)}`,
    truncatedAlerts: all.length - sorted.length,
  };
  return JSON.stringify(body).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The link to an expression in the Prometheus of this range. */
export function graphUrl(prometheusUrl: string, expr: string): string {
  return `${prometheusUrl}/graph?g0.expr=${new URLSearchParams({ e: expr }).toString().slice(2).replaceAll("*", "%2A")}&g0.tab=1`;
}

/** The time as Go writes it: no trailing zeros in the fraction. */
function goTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.?0+Z$/, "Z");
}

function labelText(labels: Record<string, string>): string {
  return `{${Object.entries(sortKeys(labels)).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
}

function sortKeys(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function common(records: Record<string, string>[]): Record<string, string> {
  const [first, ...others] = records;
  return Object.fromEntries(Object.entries(sortKeys(first ?? {})).filter(([key, value]) => others.every((other) => other[key] === value)));
}
