import { matchAuthorization } from "@/server/platform/inbound/shared-secret";
import { webLink } from "@/server/platform/inbound/text";
import { webhookLimits, webhookReader } from "@/server/sources/alertmanager-v4/read";
import type { WebhookAlert } from "@/server/sources/alertmanager-v4/schema";
import { toSignal } from "@/server/sources/alertmanager-v4/signal";
import type { ParsedSignal, SourcePort } from "@/server/sources/port";
import { withKnownNames } from "./labels";

/*
 * Vendor doc: https://signoz.io/docs/alerts-management/notification-channel/webhook/
 * SigNoz sends through a fork of Alertmanager, so the body is its version 4.
 * Auth: what the channel is given: user and password (basic), or the password alone (bearer). Nothing is signed.
 * Limits: those of that body, 8 MiB and 20,000 alerts.
 * Labels: names with dots are OpenTelemetry's and are kept; the known ones stand beside them under our names (`service.name` as
 * `service`). A rule without data fires an alert of its own (`nodata="true"`, "[No data] ..."), which ends by itself as well.
 * Link: the rule's page; where there is none, the related logs, then the related traces.
 * Lost: ruleSource, group labels, receiver, and the second and third link; they stay in the stored body.
 */

const readWebhook = webhookReader("a SigNoz webhook body");

function signalOf(alert: WebhookAlert): ParsedSignal {
  const signal = toSignal(alert);
  const { related_logs: logs, related_traces: traces } = alert.annotations ?? {};
  return { ...signal, labels: withKnownNames(signal.labels), url: signal.url ?? webLink(logs) ?? webLink(traces) };
}

/** SigNoz' webhook channel: proves the sender by a shared secret and turns each alert of a body into one signal, in order. */
export const signoz: SourcePort = {
  name: "signoz",
  maxBodyBytes: webhookLimits.maxBodyBytes,
  mediaTypes: ["application/json"],
  signsBody: false,
  authenticate: (headers, _rawBody, secrets) => matchAuthorization(headers.authorization, secrets),
  deliveryId: () => null,
  kind: () => null,
  parse(rawBody) {
    const { alerts, truncatedCount, group } = readWebhook(rawBody);
    return { signals: alerts.map(signalOf), truncatedCount, group, deliveryId: null, findings: [] };
  },
  // Every alert gives one signal, so nothing more needs to be made of it at the door.
  check: (rawBody) => ({ count: readWebhook(rawBody).alerts.length, deliveryId: null }),
};
