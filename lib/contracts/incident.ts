import { z } from "zod";
import { action } from "./action";
import { actor, channel, origin, page, pageQuery, severity, statement, timestamp } from "./common";
import { decision } from "./decision";
import { entityRef } from "./entity";
import { defineOperation } from "./operation";
import { alert } from "./signal";

export const incidentStatus = z
  .enum(["open", "investigating", "awaiting_approval", "acting", "verifying", "resolved", "reopened", "dismissed"])
  .meta({ id: "IncidentStatus" });
export type IncidentStatus = z.infer<typeof incidentStatus>;

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
    reopenedCount: z.int().min(0),
    seeded: z.boolean().describe("Part of the practice range's made-up history, never of yours."),
  })
  .meta({ id: "Incident" });
export type Incident = z.infer<typeof incident>;

/** An incident with all that hangs on it. */
export const incidentDetail = incident
  .extend({ alerts: z.array(alert), decision: decision.nullable(), actions: z.array(action), approvalIds: z.array(z.string()) })
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

export const listIncidents = defineOperation({
  id: "listIncidents",
  method: "GET",
  path: "/api/v1/incidents",
  summary: "Incidents, newest first",
  role: "viewer",
  query: pageQuery.extend({ origin: origin.optional(), settled: z.enum(["true", "false"]).optional() }),
  status: 200,
  response: page(incident).meta({ id: "IncidentPage" }),
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
  summary: "What happened to an incident, oldest first",
  role: "viewer",
  params: incidentParams,
  query: pageQuery,
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
