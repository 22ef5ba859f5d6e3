import { desc, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import { judgeCheckpoint, signCheckpoint, type Checkpoint, type CheckpointKey } from "./checkpoint-rules";
import { readChainHead } from "./read";
import { genesisHash } from "./rules";
import { auditCheckpoints } from "./table";
import { followChain, type Fault } from "./verify";

const checkpointLock = 7_240_591_840;

/** What a look came to: a new checkpoint, a chain that no longer follows from the last one, or nothing to do. */
export type CheckpointOutcome = { readonly signed: Checkpoint } | { readonly fault: Fault } | null;

/**
 * Signs the newest place of the chain when enough events came since the last checkpoint, or one waits long enough. What it signs it
 * has recomputed from the last checkpoint on, that of the table or the `outside` one, whichever is further; it never signs a broken
 * chain, nor one that was rewritten together with the table of checkpoints. Any process may call it at any time: one does it.
 */
export async function checkpointChain(db: Database | Transaction, key: CheckpointKey, outside: Checkpoint | null = null): Promise<CheckpointOutcome> {
  return db.transaction(async (tx) => {
    const lock = await tx.execute<{ locked: boolean }>(sql`select pg_try_advisory_xact_lock(${checkpointLock}) as locked`);
    if (lock.rows[0]?.locked !== true) return null;
    const [last] = await tx
      .select({ chainSeq: auditCheckpoints.chainSeq, hash: auditCheckpoints.hash, keyId: auditCheckpoints.keyId, signature: auditCheckpoints.signature, ageMs: sql<number>`extract(epoch from now() - ${auditCheckpoints.madeAt}) * 1000`.mapWith(Number) })
      .from(auditCheckpoints)
      .where(eq(auditCheckpoints.keyId, key.id))
      .orderBy(desc(auditCheckpoints.chainSeq))
      .limit(1);
    if (last !== undefined && judgeCheckpoint(key, last) === "forged") return { fault: { seq: last.chainSeq, reason: "checkpoint_forged", eventId: null } };
    const headSeq = await readChainHead(tx);
    const known = outside !== null && outside.chainSeq > (last?.chainSeq ?? 0) ? outside : last;
    const from = known === undefined ? { seq: 0, hash: genesisHash } : { seq: known.chainSeq, hash: known.hash };
    const grownBy = headSeq - from.seq;
    if (grownBy === 0 || (grownBy > 0 && grownBy < tunables.checkpointEveryEvents && last !== undefined && last.ageMs < tunables.checkpointEveryMs)) return null;
    const { place, fault } = await followChain(tx, from, { limit: tunables.checkpointMaxEvents, headSeq, hashes: new Map() });
    if (fault !== null) return { fault };
    const signed = signCheckpoint(key, { chainSeq: place.seq, hash: place.hash });
    // A place signed with an older key keeps that signature too, in the file and in the log.
    await tx.insert(auditCheckpoints).values(signed).onConflictDoUpdate({ target: auditCheckpoints.chainSeq, set: { ...signed, madeAt: sql`now()` } });
    return { signed };
  });
}
