import { fingerprintLabels } from "../alert/fingerprint";
import { matchesAll } from "../alert/matcher";
import { receiverName } from "../alert/webhook-body";
import { resolveTimeoutMs } from "../tunables";
import { readFilters } from "./errors";
import type { AlertmanagerSource } from "./source";

/** The alerts that fire, with who silences them, by the asked filters. */
export function listAlerts({ alerts, silences, nowMs }: AlertmanagerSource, params: URLSearchParams): unknown[] {
  const filters = readFilters(params);
  const wants = (name: string) => params.get(name) !== "false";
  return alerts
    .filter((alert) => alert.endsAt === undefined && matchesAll(filters, alert.labels))
    .map((alert) => ({ alert, silencedBy: silences.mutedBy(alert.labels, nowMs) }))
    .filter(({ silencedBy }) => (silencedBy.length > 0 ? wants("silenced") : wants("active")))
    .map(({ alert, silencedBy }) => ({
      labels: alert.labels,
      annotations: alert.annotations,
      fingerprint: fingerprintLabels(alert.labels),
      startsAt: new Date(alert.startsAt).toISOString(),
      endsAt: new Date(nowMs + resolveTimeoutMs).toISOString(),
      updatedAt: new Date(nowMs).toISOString(),
      generatorURL: alert.generatorURL,
      receivers: [{ name: receiverName }],
      status: { state: silencedBy.length > 0 ? "suppressed" : "active", silencedBy, inhibitedBy: [], mutedBy: [] },
    }));
}
