import { index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Origin } from "@/lib/contracts/common";
import type { FindingSeverity, FindingState } from "@/lib/contracts/finding";
import type { SourceName } from "@/lib/contracts/signal";
import { instant } from "../platform/db/columns";

/** One row per weakness over all scans. Repeats touch only `lastSeenAt` and `scanCount`, which no index covers, so they stay HOT updates. */
export const findings = pgTable(
  "findings",
  {
    id: text().primaryKey(),
    origin: text().$type<Origin>().notNull(),
    source: text().$type<SourceName>().notNull(),
    scanner: text().notNull(),
    fingerprint: text().notNull(),
    ruleId: text().notNull(),
    severity: text().$type<FindingSeverity>().notNull(),
    state: text().$type<FindingState>().notNull(),
    title: text().notNull(),
    description: text().notNull(),
    location: text().notNull(),
    labels: jsonb().$type<Record<string, string>>().notNull(),
    url: text(),
    entityKey: text(),
    firstSeenAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    scanCount: integer().notNull(),
  },
  (t) => [
    uniqueIndex("findings_fingerprint").on(t.origin, t.scanner, t.fingerprint),
    index("findings_first_seen").on(t.firstSeenAt, t.id),
    index("findings_state").on(t.state, t.severity, t.firstSeenAt, t.id),
  ],
);
