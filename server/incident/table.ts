import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Actor, Origin, Severity } from "@/lib/contracts/common";
import type { EntityRef } from "@/lib/contracts/entity";
import type { IncidentClass, IncidentStatus } from "@/lib/contracts/incident";
import { instant } from "../platform/db/columns";

/** Correlated problems. `diagnoseAt` is when OpenClaw should look next; `leaseToken` fences the worker that does. */
export const incidents = pgTable(
  "incidents",
  {
    id: text().primaryKey(),
    version: integer().notNull().default(1),
    origin: text().$type<Origin>().notNull(),
    status: text().$type<IncidentStatus>().notNull(),
    severity: text().$type<Severity>().notNull(),
    title: text().notNull(),
    entity: jsonb().$type<EntityRef>(),
    entityKey: text(),
    alertCount: integer().notNull().default(0),
    firingCount: integer().notNull().default(0),
    openedAt: instant().notNull(),
    updatedAt: instant().notNull(),
    settledAt: instant(),
    settledBy: text().$type<"automation" | "human" | "source">(),
    reopenedCount: integer().notNull().default(0),
    /** True once OpenClaw proposed something or a human had to act: only such incidents count in the autonomy index. */
    actionable: boolean().notNull().default(false),
    humanTouched: boolean().notNull().default(false),
    verified: boolean().notNull().default(false),
    /** A human has seen this episode and reminders stop; a touch in the autonomy index. Emptied when it is reopened. */
    acknowledgedAt: instant(),
    acknowledgedBy: jsonb().$type<Actor>(),
    /** What a human says a settled incident counts as, over what the index would say. Emptied when it is reopened. */
    reclassifiedAs: text().$type<IncidentClass>(),
    seeded: boolean().notNull().default(false),
    /** The incident that took its alerts over; it is settled, and never reopens. */
    mergedInto: text(),
    /** The incident its first alerts were moved out of. */
    splitFrom: text(),
    /** Alerts that come and go do not settle it before this time. */
    flappingUntil: instant(),
    /** Why it is not settled although nothing fires. */
    settlingHeld: text().$type<"flapping" | "hidden_alerts">(),
    diagnoseAt: instant(),
    leaseToken: text(),
    leaseUntil: instant(),
  },
  (t) => [
    index("incidents_opened").on(t.origin, t.openedAt, t.id),
    index("incidents_newest").on(t.openedAt, t.id),
    index("incidents_entity").on(t.entityKey, t.openedAt, t.id),
    index("incidents_open_newest").on(t.openedAt, t.id).where(sql`settled_at is null`),
    index("incidents_open_status").on(t.status, t.openedAt, t.id).where(sql`settled_at is null`),
    index("incidents_dismissed").on(t.openedAt, t.id).where(sql`status = 'dismissed'`),
    index("incidents_severity").on(t.severity, t.openedAt, t.id),
    index("incidents_settled").on(t.origin, t.settledAt).where(sql`settled_at is not null`),
    index("incidents_due").on(t.diagnoseAt).where(sql`diagnose_at is not null`),
    index("incidents_unsettled").on(t.origin, t.entityKey).where(sql`settled_at is null`),
  ],
);
