import { index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Actor, Origin } from "@/lib/contracts/common";
import type { MaintenanceScope } from "@/lib/contracts/maintenance-window";
import { instant } from "../platform/db/columns";

/** Times in which nobody acts. The last one to end is found first, so that asking which are in force reads few rows. */
export const maintenanceWindows = pgTable(
  "maintenance_windows",
  {
    id: text().primaryKey(),
    version: integer().notNull().default(1),
    origin: text().$type<Origin>().notNull(),
    name: text().notNull(),
    scope: jsonb().$type<MaintenanceScope>().notNull(),
    reason: text().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    createdBy: jsonb().$type<Actor>().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    /** Of the request that made it: its maker and the key they chose. */
    idempotencyKey: text().notNull(),
  },
  (t) => [
    index("maintenance_windows_ends").on(t.origin, t.endsAt),
    index("maintenance_windows_starts").on(t.startsAt, t.id),
    uniqueIndex("maintenance_windows_idempotency").on(t.idempotencyKey),
  ],
);
