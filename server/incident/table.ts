import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Origin, Severity } from "@/lib/contracts/common";
import type { EntityRef } from "@/lib/contracts/entity";
import type { IncidentStatus } from "@/lib/contracts/incident";
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
    seeded: boolean().notNull().default(false),
    diagnoseAt: instant(),
    leaseToken: text(),
    leaseUntil: instant(),
  },
  (t) => [
    index("incidents_opened").on(t.origin, t.openedAt.desc(), t.id.desc()),
    index("incidents_settled").on(t.origin, t.settledAt).where(sql`settled_at is not null`),
    index("incidents_due").on(t.diagnoseAt).where(sql`diagnose_at is not null`),
    index("incidents_unsettled").on(t.origin, t.entityKey).where(sql`settled_at is null`),
  ],
);
