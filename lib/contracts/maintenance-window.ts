import { z } from "zod";
import { actor, origin, page, pageQuery, timestamp } from "./common";
import { entityRef } from "./entity";
import { defineOperation } from "./operation";

const place = z.string().min(1).max(253);

/** What a window covers. An entity is covered whatever kind the window calls it: a window on service `checkout` also covers the workload of that name in the same namespace. */
export const maintenanceScope = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("all") }),
    z.strictObject({ kind: z.literal("cluster"), cluster: place }),
    z.strictObject({ kind: z.literal("namespace"), cluster: place, namespace: place }),
    z.strictObject({ kind: z.literal("entities"), entities: z.array(entityRef).min(1).max(100) }),
  ])
  .meta({ id: "MaintenanceScope", example: { kind: "namespace", cluster: "prod", namespace: "shop" } });
export type MaintenanceScope = z.infer<typeof maintenanceScope>;

/** A time in which nobody acts on what it covers. It suppresses action, never memory: signals, alerts, incidents and decisions are recorded as always. In force from `startsAt` (included) to `endsAt` (not included). */
export const maintenanceWindow = z
  .object({
    id: z.string(),
    version: z.int().min(1).describe("Grows with every change; a change names the version it is based on."),
    origin,
    name: z.string(),
    scope: maintenanceScope,
    reason: z.string(),
    startsAt: timestamp,
    endsAt: timestamp,
    state: z.enum(["upcoming", "active", "ended"]).describe("By the server's clock when it answered."),
    createdBy: actor,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: "MaintenanceWindow" });
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>;

const fields = { name: z.string().trim().min(1).max(200), scope: maintenanceScope, reason: z.string().trim().max(500), startsAt: timestamp, endsAt: timestamp };

/** What a new window needs; it lasts 30 days at most. */
export const newMaintenanceWindow = z.strictObject({ ...fields, origin, reason: fields.reason.default("") }).meta({ id: "NewMaintenanceWindow" });
export type NewMaintenanceWindow = z.infer<typeof newMaintenanceWindow>;

/** A change of a window that has not ended: only what is named changes, and something must be. */
export const maintenanceWindowChange = z
  .strictObject({ ...z.object(fields).partial().shape, version: z.int().min(1) })
  .refine((change) => Object.keys(change).length > 1, "name something to change")
  .meta({ id: "MaintenanceWindowChange" });
export type MaintenanceWindowChange = z.infer<typeof maintenanceWindowChange>;

const windowParams = z.object({ id: z.string() });
const noun = "/api/v1/maintenance-windows";

export const listMaintenanceWindows = defineOperation({
  id: "listMaintenanceWindows",
  method: "GET",
  path: noun,
  summary: "Maintenance windows, the latest start first",
  role: "viewer",
  query: pageQuery.extend({ origin: origin.optional() }),
  status: 200,
  response: page(maintenanceWindow).meta({ id: "MaintenanceWindowPage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

export const getMaintenanceWindow = defineOperation({
  id: "getMaintenanceWindow",
  method: "GET",
  path: `${noun}/{id}`,
  summary: "One maintenance window",
  role: "viewer",
  params: windowParams,
  status: 200,
  response: maintenanceWindow,
  media: "application/json",
  problems: ["unauthenticated", "not_found"],
});

export const createMaintenanceWindow = defineOperation({
  id: "createMaintenanceWindow",
  method: "POST",
  path: noun,
  summary: "Say when not to act; the same Idempotency-Key makes one window",
  role: "operator",
  headers: z.object({ "idempotency-key": z.string().min(1).max(200) }),
  body: newMaintenanceWindow,
  status: 201,
  response: maintenanceWindow,
  media: "application/json",
  problems: ["bad_request", "invalid_body", "unauthenticated", "forbidden", "conflict", "body_too_large", "unsupported_media_type", "unprocessable"],
});

export const changeMaintenanceWindow = defineOperation({
  id: "changeMaintenanceWindow",
  method: "PATCH",
  path: `${noun}/{id}`,
  summary: "Change a maintenance window that has not ended",
  role: "operator",
  params: windowParams,
  body: maintenanceWindowChange,
  status: 200,
  response: maintenanceWindow,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "not_found", "already_settled", "conflict", "body_too_large", "unsupported_media_type", "unprocessable"],
});

export const deleteMaintenanceWindow = defineOperation({
  id: "deleteMaintenanceWindow",
  method: "DELETE",
  path: `${noun}/{id}`,
  summary: "Take a maintenance window away; the log keeps that it was there",
  role: "operator",
  params: windowParams,
  status: 200,
  response: maintenanceWindow,
  media: "application/json",
  problems: ["unauthenticated", "forbidden", "not_found"],
});
