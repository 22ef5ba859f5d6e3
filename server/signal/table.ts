import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Origin, Severity } from "@/lib/contracts/common";
import type { AlertSource, ChangeKind, SignalState } from "@/lib/contracts/signal";
import { instant } from "../platform/db/columns";

/** Immutable state changes, one row per change; `(inboxId, position)` makes working an inbox entry again harmless. */
export const signals = pgTable(
  "signals",
  {
    id: text().primaryKey(),
    /** Null for what AWOOOI noticed by itself. */
    inboxId: text(),
    position: integer().notNull(),
    origin: text().$type<Origin>().notNull(),
    source: text().$type<AlertSource>().notNull(),
    /** Null for an `info` signal, which has no life cycle. */
    alertId: text(),
    fingerprint: text().notNull(),
    state: text().$type<SignalState>().notNull(),
    severity: text().$type<Severity>().notNull(),
    name: text().notNull().default(""),
    summary: text().notNull().default(""),
    change: text().$type<ChangeKind>(),
    labels: jsonb().$type<Record<string, string>>().notNull(),
    entityKey: text(),
    startsAt: instant().notNull(),
    observedAt: instant().notNull(),
    url: text(),
  },
  (t) => [
    uniqueIndex("signals_inbox_position").on(t.inboxId, t.position),
    index("signals_alert").on(t.alertId, t.id),
    index("signals_observed").on(t.origin, t.observedAt),
    index("signals_origin").on(t.origin, t.id),
    index("signals_source").on(t.source, t.id),
    index("signals_info").on(t.id).where(sql`state = 'info'`),
  ],
);

/** How many signals were observed in each hour (UTC) that had any: nobody counts them while somebody waits. Outlives the signals. */
export const signalTallies = pgTable(
  "signal_tallies",
  {
    origin: text().$type<Origin>().notNull(),
    hour: instant().notNull(),
    signals: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.hour] })],
);
