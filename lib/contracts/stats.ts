import { z } from "zod";
import { automationFault } from "./automation";
import { origin, timestamp } from "./common";
import { entityRef } from "./entity";
import { defineOperation } from "./operation";

/** Incidents below this count are too few for a number. */
export const autonomyMinimum = 20;

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
    losses: z.array(z.object({ code: z.enum(["human_approved", "human_resolved", "acknowledged", "reclassified", "reopened", "not_verified"]), count: z.int().min(1) })),
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
    digestedSignals: z.int().min(0).describe("Signals of the last 24 h."),
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
