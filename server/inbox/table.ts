import { customType, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { ProblemCode } from "@/lib/contracts/problem";
import type { SourceName } from "@/lib/contracts/signal";
import { instant } from "../platform/db/columns";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

export type InboxStatus = "waiting" | "processing" | "processed" | "dead";

/** Verified webhook bodies, byte for byte. A row is `processed` in the same commit as all that follows from it. */
export const inboxEntries = pgTable(
  "inbox_entries",
  {
    id: text().primaryKey(),
    source: text().$type<SourceName>().notNull(),
    origin: text().$type<Origin>().notNull(),
    deliveryKey: text().notNull(),
    /** What a header said the body is about; see `SourcePort.kind`. */
    kind: text(),
    body: bytea().notNull(),
    status: text().$type<InboxStatus>().notNull().default("waiting"),
    attempts: integer().notNull().default(0),
    leaseToken: text(),
    leaseUntil: instant(),
    lastError: text(),
    receivedAt: instant().notNull().defaultNow(),
    /** When nothing more was to be done with it: digested, or given up as dead. */
    processedAt: instant(),
  },
  (t) => [
    uniqueIndex("inbox_entries_delivery").on(t.source, t.origin, t.deliveryKey),
    index("inbox_entries_unfinished").on(t.receivedAt).where(sql`status in ('waiting', 'processing')`),
    index("inbox_entries_received").on(t.origin, t.receivedAt),
    index("inbox_entries_dead").on(t.receivedAt, t.id).where(sql`status = 'dead'`),
  ],
);

/** When each sender's own sign of life was last received: the alert that fires always, on purpose, so that its absence speaks. */
export const sourceHeartbeats = pgTable(
  "source_heartbeats",
  {
    origin: text().$type<Origin>().notNull(),
    source: text().$type<SourceName>().notNull(),
    fingerprint: text().notNull(),
    beats: integer().notNull().default(1),
    beatenAt: instant().notNull(),
    /** Milliseconds that usually lie between two of them; null before the second. */
    usualGapMs: integer(),
    /** Since when the sender itself says that it stopped; null while it beats. */
    stoppedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.source, t.fingerprint] })],
);

/** When each sender was last heard at its door, and when somebody was last turned away there; written once in a while, read by Settings. */
export const sourceSightings = pgTable(
  "source_sightings",
  {
    origin: text().$type<Origin>().notNull(),
    source: text().$type<SourceName>().notNull(),
    seenAt: instant(),
    refusedAt: instant(),
    refusedBecause: text().$type<ProblemCode>(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.source] })],
);
