import { matchAuthorization } from "@/server/platform/inbound/shared-secret";
import { webhookLimits, webhookReader } from "@/server/sources/alertmanager-v4/read";
import { toSignal } from "@/server/sources/alertmanager-v4/signal";
import type { SourcePort } from "@/server/sources/port";

/*
 * Vendor doc: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 * Reads: webhook v4; v4 of old releases (no fingerprint, no truncatedAlerts); v3 (numeric groupKey); bodies of other senders that
 * only carry `alerts`. What Prometheus sends to an Alertmanager (an array) is refused as unprocessable.
 * Limits: 8 MiB, 20,000 alerts, and the usual shape limits.
 * Auth: Alertmanager signs nothing, so a bearer token or basic password is all there is, and a replay cannot be told from a repeat.
 * Lost: receiver, group labels, routeLabels, notification_reason, externalURL and the top-level status, which is `resolved` for a
 * truncated group that still fires: only the status of each alert counts. Annotations beyond the summary stay in the stored body.
 */

const readWebhook = webhookReader("an Alertmanager webhook body");

/** Alertmanager's webhook: proves the sender by a shared secret and turns each alert of a body into one signal, in order. */
export const alertmanager: SourcePort = {
  name: "alertmanager",
  maxBodyBytes: webhookLimits.maxBodyBytes,
  mediaTypes: ["application/json"],
  signsBody: false,
  authenticate: (headers, _rawBody, secrets) => matchAuthorization(headers.authorization, secrets),
  deliveryId: () => null,
  kind: () => null,
  parse(rawBody) {
    const { alerts, truncatedCount, group } = readWebhook(rawBody);
    return { signals: alerts.map(toSignal), truncatedCount, group, deliveryId: null, findings: [] };
  },
  // Every alert gives one signal, so nothing more needs to be made of it at the door.
  check: (rawBody) => ({ count: readWebhook(rawBody).alerts.length, deliveryId: null }),
};
