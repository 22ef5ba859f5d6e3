import { Rejected } from "@/server/platform/errors";
import type { SourcePort } from "@/server/sources/port";
import { authenticate } from "./authenticate";
import { parseJson } from "./json";
import { maxAlerts, maxBodyBytes } from "./limits";
import { webhookBody } from "./schema";
import { toSignal } from "./signal";

/*
 * Vendor doc: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 * Reads: webhook v4; v4 of old releases (no fingerprint, no truncatedAlerts); v3 (numeric groupKey); bodies of other senders that
 * only carry `alerts`. What Prometheus sends to an Alertmanager (an array) is refused as unprocessable.
 * Limits: 8 MiB, 20,000 alerts, and the shape limits of `limits.ts`.
 * Auth: Alertmanager signs nothing, so a bearer token or basic password is all there is, and a replay cannot be told from a repeat.
 * Lost: receiver, groupKey, group labels, routeLabels, notification_reason, externalURL and the top-level status, which is `resolved`
 * for a truncated group that still fires: only the status of each alert counts. Annotations beyond the summary stay in the stored body.
 */

const maxIssues = 20;

/** Alertmanager's webhook: proves the sender by a shared secret and turns each alert of a body into one signal, in order. */
export const alertmanager: SourcePort = {
  name: "alertmanager",
  maxBodyBytes,
  mediaTypes: ["application/json"],
  signsBody: false,
  authenticate(headers, _rawBody, secrets) {
    return authenticate(headers.authorization, secrets);
  },
  deliveryId: () => null,
  kind: () => null,
  parse(rawBody) {
    const read = webhookBody.safeParse(parseJson(rawBody));
    if (!read.success) {
      // A path is cut before the names of labels: those are the sender's own text.
      const issues = read.error.issues.slice(0, maxIssues).map((issue) => ({ path: issue.path.slice(0, 3).map(String).join("."), message: issue.message }));
      throw new Rejected("unprocessable", "This is JSON, but not an Alertmanager webhook body.", { issues });
    }
    const alerts = read.data.alerts ?? [];
    if (alerts.length > maxAlerts) throw new Rejected("bad_request", `The body has more than ${maxAlerts} alerts.`);
    const { truncatedAlerts, groupKey } = read.data;
    return { signals: alerts.map(toSignal), truncatedCount: Number.isSafeInteger(truncatedAlerts) ? Math.max(0, Number(truncatedAlerts)) : 0, groupKey: typeof groupKey === "string" ? groupKey.slice(0, 2_000) : null, deliveryId: null, findings: [] };
  },
};
