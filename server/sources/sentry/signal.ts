import type { Severity } from "@/lib/contracts/common";
import { fingerprintFrom } from "@/server/platform/inbound/fingerprint";
import { labelsOf } from "@/server/platform/inbound/labels";
import { firstLineOf, lineOf, millisecondsOf, webLink } from "@/server/platform/inbound/text";
import { objectOf, type JsonObject } from "@/server/platform/inbound/value";
import type { ParsedSignal } from "@/server/sources/port";
import { tagsOf } from "./tags";

const maxNameLength = 200;
const maxSummaryLength = 1_000;
/** The time of receipt is the best guess. */
const unknownTime = new Date(0);

const severities: ReadonlyMap<string, Severity> = new Map([
  ["fatal", "critical"],
  ["critical", "critical"],
  ["error", "warning"],
  ["warning", "warning"],
  ["sample", "info"],
  ["info", "info"],
  ["debug", "info"],
]);

/** `error` is what every exception is, so it is a warning here and only `fatal` is critical. */
function severityOf(level: string): Severity {
  return severities.get(level.toLowerCase()) ?? "warning";
}

const timeOf = (value: unknown) => new Date(millisecondsOf(value) ?? 0);
const endOf = (isResolved: boolean, startsAt: Date, told: unknown) => (isResolved ? new Date(told === undefined ? 0 : Math.max(startsAt.getTime(), timeOf(told).getTime())) : null);

/** One fingerprint for all that speaks of an issue, so that `issue.resolved` ends what `event_alert` opened. */
const issueFingerprint = (id: string | number) => fingerprintFrom("issue", String(id));

function projectLabels(project: JsonObject): JsonObject {
  return { project: project.slug ?? project.name, service: project.slug ?? project.name };
}

/** The slug in an API address such as `https://sentry.io/api/0/projects/ORG/SLUG/events/1/`: an event names its project by number only. */
function slugIn(url: unknown): string | undefined {
  return /\/projects\/[^/]{1,100}\/([^/]{1,100})\//.exec(lineOf(url, 500))?.[1];
}

/**
 * An issue that began, came back or ended. It began with its first event; when it comes back nobody says since when, so the time of
 * receipt stands, and the time of an end is never told.
 */
export function issueSignal(issue: JsonObject & { id: string | number }, state: "firing" | "resolved", isNew: boolean): ParsedSignal {
  const startsAt = isNew || state === "resolved" ? timeOf(issue.firstSeen) : unknownTime;
  const metadata = objectOf(issue.metadata);
  return {
    fingerprint: issueFingerprint(issue.id),
    state,
    severity: severityOf(lineOf(issue.level, 20)),
    name: firstLineOf([issue.title, metadata.title, metadata.type, issue.shortId, "Sentry issue"], maxNameLength),
    summary: firstLineOf([issue.culprit, metadata.value], maxSummaryLength),
    labels: labelsOf({ ...projectLabels(objectOf(issue.project)), issue: issue.shortId ?? issue.id, level: issue.level, platform: issue.platform, substatus: issue.substatus }),
    startsAt,
    endsAt: endOf(state === "resolved", startsAt, undefined),
    url: webLink(issue.web_url) ?? webLink(issue.permalink),
    change: null,
  };
}

/**
 * What an alert rule saw. Its event is the latest of the issue and not its first, so its time is no onset: the time of receipt stands,
 * and a repeat does not move it.
 */
export function eventAlertSignal(data: JsonObject, event: JsonObject & { issue_id: string | number }): ParsedSignal {
  const metadata = objectOf(event.metadata);
  const tags = tagsOf(event.tags);
  const project = slugIn(event.url) ?? slugIn(event.issue_url);
  return {
    fingerprint: issueFingerprint(event.issue_id),
    state: "firing",
    severity: severityOf(firstLineOf([event.level, tags.level], 20)),
    name: firstLineOf([event.title, metadata.title, metadata.type, event.message, "Sentry issue"], maxNameLength),
    summary: firstLineOf([event.culprit, metadata.value, event.message], maxSummaryLength),
    labels: labelsOf({
      ...tags,
      project,
      service: tags.service ?? tags["service.name"] ?? project,
      environment: event.environment ?? tags.environment,
      release: event.release ?? tags.release,
      platform: event.platform,
      rule: data.triggered_rule ?? objectOf(data.issue_alert).title,
      issue: event.issue_id,
    }),
    startsAt: unknownTime,
    endsAt: null,
    url: webLink(event.web_url),
    change: null,
  };
}

/** A metric that crossed its threshold or came back; the rule is the alert, and one incident of Sentry's is one episode of it. */
export function metricAlertSignal(data: JsonObject, alert: JsonObject & { id: string | number }, state: "critical" | "warning" | "resolved"): ParsedSignal {
  const rule = objectOf(alert.alert_rule);
  const startsAt = timeOf(alert.date_started ?? alert.date_detected);
  const [project] = Array.isArray(alert.projects) ? alert.projects : [];
  return {
    fingerprint: fingerprintFrom("metric_alert", firstLineOf([rule.id, alert.id], maxNameLength)),
    state: state === "resolved" ? "resolved" : "firing",
    severity: state === "critical" ? "critical" : "warning",
    name: firstLineOf([rule.name, alert.title, data.description_title, "Sentry metric alert"], maxNameLength),
    summary: firstLineOf([data.description_text, data.description_title], maxSummaryLength),
    labels: labelsOf({ project, service: project, environment: rule.environment, aggregate: rule.aggregate, query: rule.query, rule: rule.name }),
    startsAt,
    endsAt: endOf(state === "resolved", startsAt, alert.date_closed ?? undefined),
    url: webLink(data.web_url),
    change: null,
  };
}
