import { asc, desc, isNotNull, isNull, sql } from "drizzle-orm";
import type { Database } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import { genesisHash, linkHash } from "./rules";
import { events } from "./table";

const sealLock = 7_240_591_834;
/** Events of one turn; a call that sealed fewer has sealed whatever was committed before it. */
export const sealBatchSize = 500;

type EventRow = typeof events.$inferSelect;

/** The part of a row that the chain protects. */
export function sealedContent(row: EventRow, chainSeq: number) {
  return {
    chainSeq,
    id: row.id,
    type: row.type,
    subject: { kind: row.subjectKind, id: row.subjectId },
    incidentId: row.incidentId,
    origin: row.origin,
    actor: row.actor,
    channel: row.channel,
    statement: row.statement,
    at: row.at.toISOString(),
  };
}

/** Whether a statement gave up waiting for a lock. */
function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && (("code" in error && error.code === "55P03") || isLockTimeout(error.cause));
}

/**
 * Links committed events into the hash chain, in id order within a batch, and returns how many it sealed. Any process may call
 * it at any time; they take turns, so that whatever was committed before a call is sealed after it, unless it returns a whole
 * `sealBatchSize`: then there may be more. While the one whose turn it is is frozen, the others return 0 until PostgreSQL ends its
 * transaction.
 */
export async function sealEvents(db: Database): Promise<number> {
  return sealBatch(db).catch((error: unknown) => {
    if (isLockTimeout(error)) return 0;
    throw error;
  });
}

function sealBatch(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('lock_timeout', ${String(tunables.sealTurnMs)}, true), pg_advisory_xact_lock(${sealLock})`);
    const rows = await tx.select().from(events).where(isNull(events.chainSeq)).orderBy(asc(events.id)).limit(sealBatchSize);
    if (rows.length === 0) return 0;
    const [head] = await tx.select({ chainSeq: events.chainSeq, hash: events.hash }).from(events).where(isNotNull(events.chainSeq)).orderBy(desc(events.chainSeq)).limit(1);
    let chainSeq = head?.chainSeq ?? 0;
    let previousHash = head?.hash ?? genesisHash;
    const links = rows.map((row) => {
      chainSeq += 1;
      const link = { id: row.id, chain_seq: chainSeq, previous_hash: previousHash, hash: linkHash(previousHash, sealedContent(row, chainSeq)) };
      previousHash = link.hash;
      return link;
    });
    await tx.execute(sql`
      update events set chain_seq = link.chain_seq, previous_hash = link.previous_hash, hash = link.hash
      from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as link(id text, chain_seq bigint, previous_hash text, hash text)
      where events.id = link.id and events.chain_seq is null`);
    return rows.length;
  });
}
