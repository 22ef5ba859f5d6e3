import { z } from "zod";
import { action } from "./action";
import { actor, channel, origin, page, pageQuery, severity, statement, timestamp } from "./common";
import { decision } from "./decision";
import { entityRef } from "./entity";
import { outsideLink } from "./link";
import { defineOperation } from "./operation";
import { outlinePageSize } from "./outline";
import { alert, alertSource, changeKind } from "./signal";

export const incidentStatus = z
  .enum(["open", "investigating", "awaiting_approval", "acting", "verifying", "resolved", "reopened", "dismissed"])
  .meta({ id: "IncidentStatus" });
export type IncidentStatus = z.infer<typeof incidentStatus>;

/**
 * What the autonomy index counts a settled incident as: `autonomous` in numerator and denominator, `assisted` in the denominator
 * only, `not_actionable` not at all.
 */
export const incidentClass = z.enum(["autonomous", "assisted", "not_actionable"]).meta({ id: "IncidentClass" });
export type IncidentClass = z.infer<typeof incidentClass>;

/** A correlated problem. `title` is the alert's own name, never prose of ours; `settledBy` says whose work closed it. */
export const incident = z
  .object({
    id: z.string(),
    version: z.int().min(1),
    origin,
    status: incidentStatus,
    severity,
    title: z.string(),
    entity: entityRef.nullable(),
    alertCount: z.int().min(0),
    firingCount: z.int().min(0),
    openedAt: timestamp,
    updatedAt: timestamp,
    settledAt: timestamp.nullable(),
    settledBy: z.enum(["automation", "human", "source"]).nullable(),
    acknowledgedAt: timestamp.nullable().describe("Since when a human has it in sight: no reminders, and no longer untouched in the autonomy index. Null again once it is reopened."),
    acknowledgedBy: actor.nullable(),
    reclassifiedAs: incidentClass.nullable().describe("What a human says it counts as; null while the index decides by itself, and again once it is reopened."),
    reopenedCount: z.int().min(0),
    mergedInto: z.string().nullable().describe("The incident that it turned out to be part of; its alerts are there now."),
    splitFrom: z.string().nullable().describe("The incident that its alerts were in before the reason to be there fell away."),
    seeded: z.boolean().describe("Part of the practice range's made-up history, never of yours."),
  })
  .meta({ id: "Incident" });
export type Incident = z.infer<typeof incident>;

/** A change that a source reported of something this incident is about, shortly before it began or while it lasted. */
export const relatedChange = z
  .object({
    id: z.string(),
    kind: changeKind,
    entity: entityRef,
    at: timestamp,
    source: alertSource,
    excerpt: z.string().max(300).describe("The sender's own words; outside text."),
    url: z.string().nullable(),
  })
  .meta({ id: "RelatedChange" });
export type RelatedChange = z.infer<typeof relatedChange>;

/** An incident with all that hangs on it. Every address in it is on an allowed host, or it is null. */
export const incidentDetail = incident
  .extend({
    alerts: z.array(alert),
    decision: decision.nullable(),
    actions: z.array(action),
    approvalIds: z.array(z.string()),
    changes: z.array(relatedChange).describe("Newest first."),
    links: z.array(outsideLink).describe("Where to look further, filtered to the time of the incident."),
  })
  .meta({ id: "IncidentDetail" });
export type IncidentDetail = z.infer<typeof incidentDetail>;

/** One row of the append-only log, as the timeline shows it. */
export const timelineEvent = z
  .object({
    id: z.string(),
    type: z.string().describe("Past tense with its noun: `approval.decided`."),
    at: timestamp,
    actor,
    channel,
    subject: z.object({ kind: z.string(), id: z.string() }),
    statement: statement.nullable(),
  })
  .meta({ id: "TimelineEvent" });
export type TimelineEvent = z.infer<typeof timelineEvent>;

/** What of a list of incidents is shown; together they narrow it down. */
const incidentFilter = {
  origin: origin.optional(),
  settled: z.enum(["true", "false"]).optional(),
  status: incidentStatus.optional(),
  severity: severity.optional(),
  entity: z.string().min(1).max(1100).optional().describe("Identity of its entity, `cluster/kind/namespace/name`."),
  text: z.string().trim().min(1).max(200).optional().describe("A part of its title or of its entity's identity, whatever the case of letters."),
};

export const listIncidents = defineOperation({
  id: "listIncidents",
  method: "GET",
  path: "/api/v1/incidents",
  summary: "Incidents, newest first",
  role: "viewer",
  query: pageQuery.extend({
    ...incidentFilter,
    through: z.string().max(200).optional().describe("A cursor: nothing older than the incident it stands for."),
  }),
  status: 200,
  response: page(incident).meta({ id: "IncidentPage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

/** How a list lies, so that any part of it can be read by itself: page n is what lies after mark n-1, through mark n. */
export const incidentOutline = z
  .object({
    total: z.int().min(0),
    complete: z.boolean().describe("False when there are more than an outline covers; narrow the list down."),
    marks: z.array(z.string()).describe(`The cursor of the last incident of every page of ${outlinePageSize}; the last page may be shorter.`),
  })
  .meta({ id: "IncidentOutline" });
export type IncidentOutline = z.infer<typeof incidentOutline>;

export const outlineIncidents = defineOperation({
  id: "outlineIncidents",
  method: "GET",
  path: "/api/v1/incidents/outline",
  summary: "How many incidents a list has and where its pages begin, so that one can go to any of them",
  role: "viewer",
  query: z.object(incidentFilter),
  status: 200,
  response: incidentOutline,
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

const incidentParams = z.object({ id: z.string() });

export const getIncident = defineOperation({
  id: "getIncident",
  method: "GET",
  path: "/api/v1/incidents/{id}",
  summary: "One incident with its alerts, decision and actions",
  role: "viewer",
  params: incidentParams,
  status: 200,
  response: incidentDetail,
  media: "application/json",
  problems: ["unauthenticated", "not_found"],
});

export const getIncidentTimeline = defineOperation({
  id: "getIncidentTimeline",
  method: "GET",
  path: "/api/v1/incidents/{id}/timeline",
  summary: "What happened to an incident, oldest first, in the order of the log",
  role: "viewer",
  params: incidentParams,
  query: pageQuery.extend({ cursor: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional() }),
  status: 200,
  response: page(timelineEvent).meta({ id: "TimelinePage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "not_found"],
});

export const resolveIncident = defineOperation({
  id: "resolveIncident",
  method: "POST",
  path: "/api/v1/incidents/{id}/resolve",
  summary: "Settle an incident by hand; what was only proposed for it is withdrawn",
  role: "operator",
  params: incidentParams,
  status: 200,
  response: incident,
  media: "application/json",
  problems: ["unauthenticated", "forbidden", "not_found", "already_settled", "conflict", "unavailable"],
});

export const dismissIncident = defineOperation({
  id: "dismissIncident",
  method: "POST",
  path: "/api/v1/incidents/{id}/dismiss",
  summary: "Settle an incident as nothing to act on; it does not count in the autonomy index",
  role: "operator",
  params: incidentParams,
  status: 200,
  response: incident,
  media: "application/json",
  problems: ["unauthenticated", "forbidden", "not_found", "already_settled", "conflict", "unavailable"],
});

export const acknowledgeIncident = defineOperation({
  id: "acknowledgeIncident",
  method: "POST",
  path: "/api/v1/incidents/{id}/acknowledge",
  summary: "Say that you have it in sight: reminders stop, and it is no longer untouched by a human; the same person twice changes nothing, a second person learns who was first",
  role: "operator",
  params: incidentParams,
  status: 200,
  response: incident,
  media: "application/json",
  problems: ["unauthenticated", "forbidden", "not_found", "already_settled", "conflict"],
});

export const reopenIncident = defineOperation({
  id: "reopenIncident",
  method: "POST",
  path: "/api/v1/incidents/{id}/reopen",
  summary: "Open a settled incident again, with a new look at once",
  role: "operator",
  params: incidentParams,
  status: 200,
  response: incident,
  media: "application/json",
  problems: ["unauthenticated", "forbidden", "not_found", "conflict"],
});

/** A human's word on what a settled incident counts as, over the index's own; it holds until the incident is reopened. */
export const reclassifyBody = z
  .strictObject({ countAs: incidentClass, reason: z.string().trim().min(1).max(500).describe("Kept on the log for whoever asks why the index moved.") })
  .meta({ id: "Reclassification" });

export const reclassifyIncident = defineOperation({
  id: "reclassifyIncident",
  method: "POST",
  path: "/api/v1/incidents/{id}/reclassify",
  summary: "Change what a settled incident counts as in the autonomy index, with a reason on the log",
  role: "commander",
  params: incidentParams,
  body: reclassifyBody,
  status: 200,
  response: incident,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "not_found", "conflict", "body_too_large", "unsupported_media_type"],
});

/**
 * One event of the incidents stream; the SSE event name is its `type`. A snapshot replaces all that the client holds; the others
 * replace one incident, and the greater `version` is the truth. Changes that come faster than a few a second are told as one, so
 * steps in between may be missing; a storm of new incidents comes as a new snapshot. Frames carry no id: a client that comes back
 * gets a new snapshot, whatever its `Last-Event-ID`, so there is nothing to resume and nothing to miss.
 */
export const incidentsStreamEvent = z
  .discriminatedUnion("type", [
    z.object({
      type: z.literal("incidents.snapshot"),
      incidents: z.array(incident).max(200).describe("Unsettled ones, newest first, then those settled in the last day."),
      complete: z.boolean().describe("False when there are more than fit; the rest is in the list."),
    }),
    z.object({ type: z.literal("incident.opened"), incident }).describe("New, or open again."),
    z.object({ type: z.literal("incident.updated"), incident }),
    z.object({ type: z.literal("incident.settled"), incident }),
  ])
  .meta({ id: "IncidentsStreamEvent" });
export type IncidentsStreamEvent = z.infer<typeof incidentsStreamEvent>;

export const streamIncidents = defineOperation({
  id: "streamIncidents",
  method: "GET",
  path: "/api/v1/incidents/stream",
  summary: "A snapshot of the incidents that matter now, then every change in the order of the log",
  role: "viewer",
  status: 200,
  response: incidentsStreamEvent,
  media: "text/event-stream",
  problems: ["unauthenticated", "unavailable"],
});
