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
    index("events_incident").on(t.incidentId, t.chainSeq),
    index("events_type").on(t.type, t.chainSeq).where(sql`chain_seq is not null`),
    index("events_subject").on(t.subjectId, t.chainSeq).where(sql`chain_seq is not null`),
    // The acts of people are few among those of the machine.
    index("events_person").on(sql`(actor ->> 'id')`, t.chainSeq).where(sql`chain_seq is not null and actor ->> 'kind' in ('human', 'token')`),
    index("events_at").using("brin", t.at),
  ],
);

/** Signed marks of how far the chain had grown, and to what hash; also kept outside the database, so that a cut tail shows. */
export const auditCheckpoints = pgTable("audit_checkpoints", {
  chainSeq: bigint({ mode: "number" }).primaryKey(),
  hash: text().notNull(),
  /** Which key signed it: a digest of the key, so that a change of the secret is not taken for a forgery. */
  keyId: text().notNull(),
  signature: text().notNull(),
  madeAt: instant().notNull().defaultNow(),
});
