import { Rejected } from "@/server/platform/errors";
import { deliveryIdOf, kindOf } from "@/server/platform/inbound/delivery-id";
import { parseJson } from "@/server/platform/inbound/json";
import { usualLimits } from "@/server/platform/inbound/limits";
import { shapeReader } from "@/server/platform/inbound/shape";
import { matchHmacSha256 } from "@/server/platform/inbound/shared-secret";
import type { JsonObject } from "@/server/platform/inbound/value";
import type { ParsedSignal, SourcePort } from "@/server/sources/port";
import { envelope, eventAlertData, issueData, metricAlertData } from "./schema";
import { eventAlertSignal, issueSignal, metricAlertSignal } from "./signal";

/*
 * Vendor doc: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
 * Auth: hex HMAC-SHA256 of the raw body with the integration's client secret, in `Sentry-Hook-Signature` (older apps:
 * `sentry-app-signature`). The signature covers neither the headers nor a time, so an old body can be replayed; it repeats what is known.
 * Limits: 1 MiB and the usual shape limits; Sentry itself cuts texts at 8 KiB.
 * What a resource becomes:
 * - `event_alert`: its issue fires. `issue` created or unresolved: it fires; resolved: it ends. Both speak of the issue's id.
 * - `issue` archived (once called ignored) ends it as well: somebody decided that it is not to be worked on now, and Sentry sends
 *   `unresolved` when it escalates. `assigned` says who looks at it, which changes nothing, and gives no signal.
 * - `metric_alert` critical or warning fires, resolved ends; the alert is the rule, not the single episode.
 * - `error` comes with each occurrence and would flood; `comment`, `installation`, `seer`, `preprod_artifact` and whatever is new
 *   speak of no fault: all give no signal.
 * Lost: stack traces, breadcrumbs and people; they stay in the stored body. The time of an issue's end is not told.
 */

const readEnvelope = shapeReader(envelope, "a webhook of Sentry's integration platform");
const readIssue = shapeReader(issueData, "the data of a Sentry issue");
const readEventAlert = shapeReader(eventAlertData, "the data of a Sentry issue alert");
const readMetricAlert = shapeReader(metricAlertData, "the data of a Sentry metric alert");

function signalsOf(resource: string, action: string, data: JsonObject): ParsedSignal[] {
  switch (resource) {
    case "event_alert":
      return [eventAlertSignal(data, readEventAlert(data).event)];
    case "issue":
      return issueSignals(action, data);
    case "metric_alert":
      return action === "critical" || action === "warning" || action === "resolved" ? [metricAlertSignal(data, readMetricAlert(data).metric_alert, action)] : [];
    default:
      return [];
  }
}

function issueSignals(action: string, data: JsonObject): ParsedSignal[] {
  switch (action) {
    case "created":
      return [issueSignal(readIssue(data).issue, "firing", true)];
    case "unresolved":
      return [issueSignal(readIssue(data).issue, "firing", false)];
    case "resolved":
    case "archived":
    case "ignored":
      return [issueSignal(readIssue(data).issue, "resolved", false)];
    default:
      return [];
  }
}

/** Sentry's integration platform: proves the sender by the signature of the raw body and turns issues and alerts into signals. */
export const sentry: SourcePort = {
  name: "sentry",
  maxBodyBytes: usualLimits.maxBodyBytes,
  mediaTypes: ["application/json"],
  signsBody: true,
  authenticate: (headers, rawBody, secrets) => matchHmacSha256(headers["sentry-hook-signature"] ?? headers["sentry-app-signature"], rawBody, secrets),
  deliveryId: (headers) => deliveryIdOf(headers["request-id"]),
  kind: (headers) => kindOf(headers["sentry-hook-resource"]),
  parse(rawBody, kind) {
    const { action, data } = readEnvelope(parseJson(rawBody, usualLimits));
    if (kind === null) throw new Rejected("unprocessable", "The header Sentry-Hook-Resource is missing; it says what the body is about.");
    return { signals: signalsOf(kind, action.toLowerCase(), data), truncatedCount: 0, group: null, deliveryId: null, findings: [] };
  },
};
