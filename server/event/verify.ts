import { asc, count, gt, isNull, lt } from "drizzle-orm";
import type { AuditVerification, BreakReason } from "@/lib/contracts/audit";
import type { Database, Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { judgeCheckpoint, writeCheckpoint, type Checkpoint, type CheckpointKey } from "./checkpoint-rules";
import { readChainHead, readSealedEvents } from "./read";
import { genesisHash, linkHash } from "./rules";
import { sealedContent } from "./seal";
import { auditCheckpoints, events } from "./table";

/** Where a recomputation stands: everything up to and including `seq` gave `hash`. */
export interface Place {
  readonly seq: number;
  readonly hash: string;
}

export type Fault = NonNullable<AuditVerification["brokenAt"]>;

/** Reads where an earlier request stopped. @throws {Rejected} bad_request for anything made up */
function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { seq: 0, hash: genesisHash };
  const match = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(cursor);
  if (match?.[1] === undefined || match[2] === undefined) throw new Rejected("bad_request", "The cursor is not one of ours; start again without it.", { issues: [{ path: "cursor", message: "not a cursor of this verification" }] });
  return { seq: Number(match[1]), hash: match[2] };
}

/** Follows the chain from a place through at most `limit` events and stops at the first fault; fills in the hashes of the places that `hashes` asks about. */
export async function followChain(db: Database | Transaction, from: Place, { limit, headSeq, hashes }: { limit: number; headSeq: number; hashes: Map<number, string> }): Promise<{ place: Place; fault: Fault | null }> {
  if (from.seq > headSeq) return { place: from, fault: { seq: headSeq + 1, reason: "tail_missing", eventId: null } };
  let place = from;
  const end = Math.min(headSeq, from.seq + limit);
  while (place.seq < end) {
    const rows = await readSealedEvents(db, { afterChainSeq: place.seq, limit: Math.min(tunables.verifyBatch, end - place.seq) });
    if (rows.length === 0) return { place, fault: { seq: place.seq + 1, reason: "missing", eventId: null } };
    for (const row of rows) {
      const seq = place.seq + 1;
      const broken = (reason: BreakReason, eventId: string | null = row.id) => ({ place, fault: { seq, reason, eventId } });
      if (row.chainSeq !== seq) return broken("missing", null);
      if (row.previousHash !== place.hash) return broken("link_changed");
      const hash = linkHash(place.hash, sealedContent(row, seq));
      if (row.hash !== hash) return broken("content_changed");
      place = { seq, hash };
      if (hashes.has(seq)) hashes.set(seq, hash);
    }
  }
  return { place, fault: null };
}

/** An event that stands where no link leads, before the first place. */
async function readBeforeFirst(db: Database | Transaction): Promise<{ place: Place; fault: Fault } | null> {
  const [row] = await db.select({ id: events.id, seq: events.chainSeq }).from(events).where(lt(events.chainSeq, 1)).orderBy(asc(events.chainSeq)).limit(1);
  return row === undefined || row.seq === null ? null : { place: { seq: 0, hash: genesisHash }, fault: { seq: row.seq, reason: "link_changed", eventId: row.id } };
}

function earlier(one: Fault | null, other: Fault): Fault {
  return one === null || other.seq < one.seq ? other : one;
}

/** Holds signed checkpoints against what the chain gave; `hashes` has the recomputed hash of each of their places. */
function holdAgainst(checkpoints: readonly Checkpoint[], key: CheckpointKey, hashes: ReadonlyMap<number, string>, reached: Place, headSeq: number): { fault: Fault | null; checkedCount: number; foreignCount: number } {
  let fault: Fault | null = null;
  let checkedCount = 0;
  let foreignCount = 0;
  for (const checkpoint of checkpoints) {
    const verdict = judgeCheckpoint(key, checkpoint);
    const seq = checkpoint.chainSeq;
    if (verdict === "foreign") foreignCount += 1;
    else if (verdict === "forged") fault = earlier(fault, { seq, reason: "checkpoint_forged", eventId: null });
    else if (seq > headSeq) fault = earlier(fault, { seq: headSeq + 1, reason: "tail_missing", eventId: null });
    else if (seq <= reached.seq) {
      checkedCount += 1;
      if (hashes.get(seq) !== checkpoint.hash) fault = earlier(fault, { seq, reason: "checkpoint_differs", eventId: null });
    }
  }
  return { fault, checkedCount, foreignCount };
}

/**
 * Recomputes the chain from a cursor (or from its beginning) through at most `limit` events and says where it breaks first: edits,
 * deletions, insertions and reorders by the chain itself; rewritten history and a cut tail by the signed checkpoints, those of the
 * table and the `outside` ones. What nobody can see: rows cut or rewritten after the last checkpoint, and rows added by somebody
 * who may write to the table, who is then on the log like anybody.
 * @throws {Rejected} bad_request for a made-up cursor
 */
export async function verifyChain(db: Database | Transaction, input: { cursor?: string | undefined; limit: number; key: CheckpointKey; outside: readonly Checkpoint[] }): Promise<AuditVerification> {
  const from = placeOf(input.cursor);
  const headSeq = await readChainHead(db);
  const stored = await db.select().from(auditCheckpoints).where(gt(auditCheckpoints.chainSeq, from.seq)).orderBy(asc(auditCheckpoints.chainSeq));
  const outside = input.outside.filter((checkpoint) => checkpoint.chainSeq > from.seq);
  const checkpoints = [...new Map([...stored, ...outside].map((checkpoint) => [writeCheckpoint(checkpoint), checkpoint])).values()];
  const hashes = new Map(checkpoints.map((checkpoint) => [checkpoint.chainSeq, ""]));
  const { place, fault } = (from.seq === 0 ? await readBeforeFirst(db) : null) ?? (await followChain(db, from, { limit: input.limit, headSeq, hashes }));
  const held = holdAgainst(checkpoints, input.key, hashes, place, headSeq);
  const [unsealed] = await db.select({ n: count() }).from(events).where(isNull(events.chainSeq));
  const brokenAt = fault === null ? held.fault : held.fault === null ? fault : earlier(held.fault, fault);
  return {
    intact: brokenAt === null,
    checkedCount: place.seq - from.seq,
    fromSeq: from.seq + 1,
    toSeq: place.seq,
    headSeq,
    unsealedCount: unsealed?.n ?? 0,
    brokenAt,
    checkpoints: { checkedCount: held.checkedCount, latestSeq: checkpoints.reduce((latest, { chainSeq }) => Math.max(latest, chainSeq), 0), foreignCount: held.foreignCount },
    nextCursor: fault !== null || place.seq >= headSeq ? null : `${place.seq}.${place.hash}`,
  };
}
