import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Origin } from "@/lib/contracts/common";
import type { Severity } from "@/lib/contracts/common";
import type { AlertSource, SourceName } from "@/lib/contracts/signal";
import type { GroupQuery } from "../sources/port";
import { instant } from "../platform/db/columns";

/**
 * The current state of each fingerprint. Repeats touch only `lastSeenAt`, `receivedCount`, `startsAt` and `truncatedGroup`,
 * which no index covers, so they stay HOT updates.
 */
export const alerts = pgTable(
  "alerts",
  {
    id: text().primaryKey(),
    origin: text().$type<Origin>().notNull(),
    source: text().$type<AlertSource>().notNull(),
    fingerprint: text().notNull(),
    status: text().$type<"firing" | "resolved">().notNull(),
    severity: text().$type<Severity>().notNull(),
    name: text().notNull(),
    summary: text().notNull(),
    labels: jsonb().$type<Record<string, string>>().notNull(),
    url: text(),
    entityKey: text(),
    /** The node that its own labels name, when it speaks of something else that runs there. */
    nodeKey: text(),
    startsAt: instant().notNull(),
    endsAt: instant(),
    /** Why it ended when its sender never said so. */
    endReason: text().$type<"sender_silent">(),
    lastSeenAt: instant().notNull(),
    receivedCount: integer().notNull(),
    /** The last group that listed it while hiding others; see `truncatedGroups`. */
    truncatedGroup: text(),
    /** Changes of state since `flapSince`; both begin anew when the window is over. */
    flapCount: integer().notNull().default(0),
    flapSince: instant(),
    incidentId: text(),
    joinCode: text(),
    joinParams: jsonb().$type<Record<string, string | number>>(),
  },
  (t) => [
    uniqueIndex("alerts_fingerprint").on(t.origin, t.source, t.fingerprint),
    index("alerts_incident").on(t.incidentId),
    index("alerts_origin").on(t.origin, t.id),
    index("alerts_source").on(t.source, t.id),
    index("alerts_entity").on(t.entityKey, t.id),
    index("alerts_node").on(t.nodeKey).where(sql`node_key is not null`),
    index("alerts_firing").on(t.id).where(sql`status = 'firing'`),
  ],
);

/** Groups whose last delivery hid some of their alerts; the next whole delivery of the group ends the mark. */
export const truncatedGroups = pgTable(
  "truncated_groups",
  {
    origin: text().$type<Origin>().notNull(),
    source: text().$type<SourceName>().notNull(),
    /** Digest of the sender's key of the group, which may be longer than an index can hold. */
    groupHash: text().notNull(),
    hiddenCount: integer().notNull(),
    truncatedAt: instant().notNull(),
    groupKey: text(),
    /** What to ask the sender for to hear of all of it; null where it cannot be asked. */
    query: jsonb().$type<GroupQuery>(),
    /** When the sender was asked last. */
    askedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.source, t.groupHash] })],
);
