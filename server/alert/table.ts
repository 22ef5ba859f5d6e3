import { index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Origin } from "@/lib/contracts/common";
import type { Severity } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import { instant } from "../platform/db/columns";

/**
 * The current state of each fingerprint. Repeats touch only `lastSeenAt` and `receivedCount`, which no index covers, so they
 * stay HOT updates.
 */
export const alerts = pgTable(
  "alerts",
  {
    id: text().primaryKey(),
    origin: text().$type<Origin>().notNull(),
    source: text().$type<SourceName>().notNull(),
    fingerprint: text().notNull(),
    status: text().$type<"firing" | "resolved">().notNull(),
    severity: text().$type<Severity>().notNull(),
    name: text().notNull(),
    summary: text().notNull(),
    labels: jsonb().$type<Record<string, string>>().notNull(),
    url: text(),
    entityKey: text(),
    startsAt: instant().notNull(),
    endsAt: instant(),
    lastSeenAt: instant().notNull(),
    receivedCount: integer().notNull(),
    incidentId: text(),
    joinCode: text(),
    joinParams: jsonb().$type<Record<string, string | number>>(),
  },
  (t) => [uniqueIndex("alerts_fingerprint").on(t.origin, t.source, t.fingerprint), index("alerts_incident").on(t.incidentId)],
);
