import { z } from "zod";
import { automationFault } from "./automation";
import { origin, timestamp } from "./common";
import { entityRef } from "./entity";
import { incident } from "./incident";
import { defineOperation } from "./operation";

/** Incidents below this count are too few for a number. */
export const autonomyMinimum = 20;

/** Why an incident is not in the numerator of the index. */
export const autonomyLoss = z.enum(["human_approved", "human_resolved", "acknowledged", "reclassified", "reopened", "not_verified"]).meta({ id: "AutonomyLoss" });
export type AutonomyLoss = z.infer<typeof autonomyLoss>;

/** The autonomy index of one origin over a window, with its fraction, its change and what it lost. */
export const autonomy = z
  .object({
    origin,
    windowDays: z.int(),
    numerator: z.int().min(0),
    denominator: z.int().min(0),
    percent: z.number().min(0).max(100).nullable().describe("One decimal, never rounded up to 100; null below the minimum count."),
    minimum: z.int(),
    deltaPoints: z.number().nullable().describe("Change to the window before, in percentage points; null when either is not enough."),
    losses: z.array(z.object({ code: autonomyLoss, count: z.int().min(1) })),
    seededCount: z.int().min(0).describe("How many of the denominator are the practice range's made-up history."),
    asOf: timestamp,
  })
  .meta({ id: "Autonomy" });
export type Autonomy = z.infer<typeof autonomy>;

/** The one-line pulse: each service's state and how much was digested in silence. */
export const pulse = z
  .object({
    origin,
    services: z.array(z.object({ entity: entityRef, state: z.enum(["calm", "troubled", "acting"]) })),
    digestedSignals: z.int().min(0).describe("Signals of this hour and the 23 before it."),
    openIncidents: z.int().min(0),
    pendingApprovals: z.int().min(0),
    workerSeenAt: timestamp.nullable(),
    lastDeliveryAt: timestamp.nullable(),
    mode: z.enum(["observe", "assist", "auto"]),
    paused: z.boolean().describe("The global brake."),
    fault: automationFault.nullable().describe("What stops automation although nobody pulled the brake."),
    asOf: timestamp,
  })
  .meta({ id: "Pulse" });
export type Pulse = z.infer<typeof pulse>;

/** What the dashboard shows: one origin's index and pulse. */
export const overview = z.object({ autonomy, pulse }).meta({ id: "Overview" });
export type Overview = z.infer<typeof overview>;

const briefed = z.object({ id: z.string(), title: z.string(), entity: entityRef.nullable() });

/** One incident as the index counts it; `loss` says why it is not in the numerator. */
const countedIncident = z.object({ incident, loss: autonomyLoss.nullable() }).meta({ id: "CountedIncident" });

/** Every incident behind the index, newest first. */
export const autonomyLedger = z.object({ origin, items: z.array(countedIncident), complete: z.boolean().describe("False when there are more than 500; the newest are here.") }).meta({ id: "AutonomyLedger" });
export type AutonomyLedger = z.infer<typeof autonomyLedger>;

/** What happened since last evening, in figures that three sentences can be made of. */
export const brief = z
  .object({
    origin,
    from: timestamp.describe("18:00 of the day before, in the workspace's zone."),
    incidents: z.int().min(0).describe("Opened since then, seeded ones left out."),
    alone: z.int().min(0).describe("Of those, settled by automation with nobody's hand in it."),
    bySource: z.int().min(0).describe("Of those, over by themselves."),
    byPeople: z.int().min(0).describe("Of those, settled with a person's help."),
    waiting: z.int().min(0).describe("Approvals that wait now, whenever they were asked for."),
    open: z.int().min(0).describe("Of those, not settled yet."),
    failedRepairs: z.int().min(0).describe("Repairs that ended since then and did not help."),
    failed: briefed.nullable().describe("The incident of the last one of them."),
    longest: briefed.extend({ seconds: z.number().min(0) }).nullable().describe("The settled incident of the night that took longest."),
  })
  .meta({ id: "Brief" });
export type Brief = z.infer<typeof brief>;

const originQuery = z.object({ origin: origin.optional().describe("Default: live once a live source has spoken, else range.") });

export const getAutonomy = defineOperation({
  id: "getAutonomy",
  method: "GET",
  path: "/api/v1/stats/autonomy",
  summary: "The autonomy index",
  role: "viewer",
  query: originQuery,
  status: 200,
  response: autonomy,
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

export const getOverview = defineOperation({
  id: "getOverview",
  method: "GET",
  path: "/api/v1/stats/overview",
  summary: "The autonomy index and the pulse",
  role: "viewer",
  query: originQuery,
  status: 200,
  response: overview,
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

export const getBrief = defineOperation({
  id: "getBrief",
  method: "GET",
  path: "/api/v1/stats/brief",
  summary: "What happened since last evening",
  role: "viewer",
  query: originQuery,
  status: 200,
  response: brief,
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

export const getAutonomyLedger = defineOperation({
  id: "getAutonomyLedger",
  method: "GET",
  path: "/api/v1/stats/autonomy/ledger",
  summary: "Every incident behind the autonomy index, with the reason where it is not in the numerator",
  role: "viewer",
  query: originQuery,
  status: 200,
  response: autonomyLedger,
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});
