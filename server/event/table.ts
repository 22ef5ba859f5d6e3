import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Actor, Channel, Origin, Statement } from "@/lib/contracts/common";
import { instant } from "../platform/db/columns";

/**
 * The append-only log. Writers insert rows without a place in the chain; `sealEvents` alone gives committed rows their
 * `chainSeq` and hash, so readers that follow `chainSeq` never skip a late commit.
 */
export const events = pgTable(
  "events",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: text().notNull(),
    incidentId: text(),
    origin: text().$type<Origin>(),
    actor: jsonb().$type<Actor>().notNull(),
    channel: text().$type<Channel>().notNull(),
    statement: jsonb().$type<Statement>(),
    at: instant().notNull().defaultNow(),
    chainSeq: bigint({ mode: "number" }),
    previousHash: text(),
    hash: text(),
  },
  (t) => [
    uniqueIndex("events_chain_seq").on(t.chainSeq),
    index("events_unsealed").on(t.id).where(sql`chain_seq is null`),
    index("events_incident").on(t.incidentId, t.id),
  ],
);
