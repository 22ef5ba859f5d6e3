import { z } from "zod";
import { idPattern } from "../ids";
import { origin, page, pageQuery, severity, timestamp } from "./common";
import { entityRef } from "./entity";
import { defineOperation } from "./operation";

/** Where webhooks come from; each name is a folder under `server/sources`. */
export const sourceName = z.enum(["alertmanager", "sentry", "signoz", "github", "kubernetes", "kali"]).meta({ id: "SourceName" });
export type SourceName = z.infer<typeof sourceName>;

/** Who an alert or a signal is from: a webhook sender, or AWOOOI itself, which watches its own senses. */
export const alertSource = z.enum([...sourceName.options, "awoooi"]).meta({ id: "AlertSource" });
export type AlertSource = z.infer<typeof alertSource>;

/** What a signal says of its fingerprint. `info` is an observation without a life cycle. */
export const signalState = z.enum(["firing", "resolved", "info"]).meta({ id: "SignalState" });
export type SignalState = z.infer<typeof signalState>;

/** What an `info` signal says was changed. */
export const changeKind = z.enum(["deploy", "build", "config", "scale"]).meta({ id: "ChangeKind" });
export type ChangeKind = z.infer<typeof changeKind>;

export const alertStatus = z.enum(["firing", "resolved"]).meta({ id: "AlertStatus" });

/** The current state of one fingerprint. */
export const alert = z
  .object({
    id: z.string(),
    origin,
    source: alertSource,
    fingerprint: z.string(),
    status: alertStatus,
    severity,
    entity: entityRef.nullable().describe("What its labels speak of."),
    incidentId: z.string().nullable().describe("The incident it belongs to; null when it never fired here."),
    name: z.string(),
    summary: z.string(),
    labels: z.record(z.string(), z.string()),
    startsAt: timestamp,
    endsAt: timestamp.nullable(),
    lastSeenAt: timestamp,
    receivedCount: z.int().min(1),
    url: z.string().nullable().describe("Where the sender shows it; only http(s) links survive."),
    joinReason: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).describe("Why this alert belongs to the incident."),
  })
  .meta({ id: "Alert" });
export type Alert = z.infer<typeof alert>;

/** One immutable change of state, or an observation. */
export const signal = z
  .object({
    id: z.string(),
    origin,
    source: alertSource,
    alertId: z.string().nullable().describe("Null for an observation, which has no life cycle."),
    inboxId: z.string().nullable().describe("The delivery that brought it; null for what AWOOOI noticed by itself."),
    fingerprint: z.string(),
    state: signalState,
    severity,
    name: z.string(),
    summary: z.string(),
    change: changeKind.nullable(),
    labels: z.record(z.string(), z.string()),
    entity: entityRef.nullable(),
    startsAt: timestamp,
    observedAt: timestamp,
    url: z.string().nullable().describe("Where the sender shows it; only http(s) links survive."),
  })
  .meta({ id: "Signal" });
export type Signal = z.infer<typeof signal>;

export const listAlerts = defineOperation({
  id: "listAlerts",
  method: "GET",
  path: "/api/v1/alerts",
  summary: "Alerts as they stand now, the one first seen last comes first",
  role: "viewer",
  query: pageQuery.extend({
    cursor: z.string().regex(idPattern("alert")).optional(),
    origin: origin.optional(),
    source: alertSource.optional(),
    status: alertStatus.optional(),
    entity: z.string().min(1).max(1100).optional().describe("Identity of its entity, `cluster/kind/namespace/name`."),
  }),
  status: 200,
  response: page(alert).meta({ id: "AlertPage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

export const listSignals = defineOperation({
  id: "listSignals",
  method: "GET",
  path: "/api/v1/signals",
  summary: "Signals, newest first",
  role: "viewer",
  query: pageQuery.extend({
    cursor: z.string().regex(idPattern("signal")).optional(),
    origin: origin.optional(),
    source: alertSource.optional(),
    state: signalState.optional(),
    alertId: z.string().max(100).optional(),
  }),
  status: 200,
  response: page(signal).meta({ id: "SignalPage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});
