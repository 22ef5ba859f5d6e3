import { randomUUID } from "node:crypto";
import { and, eq, gte, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../platform/db/client";
import { Fenced } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { inboxEntries } from "./table";

export type InboxRow = typeof inboxEntries.$inferSelect;

/** A claimed entry; only the holder of `leaseToken` may finish it. */
export interface InboxClaim {
  readonly entry: InboxRow;
  readonly leaseToken: string;
}

const leaseEnd = sql`now() + make_interval(secs => ${tunables.leaseMs / 1000})`;
/** Nobody holds it, and the pause after a failed attempt is over. */
const leaseIsOver = or(isNull(inboxEntries.leaseUntil), lt(inboxEntries.leaseUntil, sql`now()`));

/** Claims an entry that waits or whose claim has lapsed; null when it is done, dead, out of attempts or in other hands. Counts one attempt. */
export async function claimInboxEntry(db: Database, id: string): Promise<InboxClaim | null> {
  const leaseToken = randomUUID();
  const [entry] = await db
    .update(inboxEntries)
    .set({ status: "processing", leaseToken, leaseUntil: leaseEnd, attempts: sql`${inboxEntries.attempts} + 1` })
    .where(and(eq(inboxEntries.id, id), inArray(inboxEntries.status, ["waiting", "processing"]), lt(inboxEntries.attempts, tunables.maxInboxAttempts), leaseIsOver))
    .returning();
  return entry === undefined ? null : { entry, leaseToken };
}

/** Whether nothing is left to do for an entry, so that its stream message may be acknowledged. */
export async function isInboxEntryFinished(db: Database, id: string): Promise<boolean> {
  const [row] = await db.select({ status: inboxEntries.status }).from(inboxEntries).where(eq(inboxEntries.id, id));
  return row === undefined || row.status === "processed" || row.status === "dead";
}

/** Keeps a claim alive. @throws {Fenced} when it is lost */
export async function renewInboxClaim(db: Database, claim: InboxClaim): Promise<void> {
  const rows = await db.update(inboxEntries).set({ leaseUntil: leaseEnd }).where(heldBy(claim)).returning({ id: inboxEntries.id });
  if (rows.length === 0) throw new Fenced(claim.entry.id);
}

/** Marks an entry done inside the transaction that holds its consequences. @throws {Fenced} when the claim is lost, which undoes them all */
export async function finishInboxEntry(tx: Transaction, claim: InboxClaim): Promise<void> {
  const rows = await tx
    .update(inboxEntries)
    .set({ status: "processed", processedAt: sql`now()`, leaseToken: null, leaseUntil: null, lastError: null })
    .where(heldBy(claim))
    .returning({ id: inboxEntries.id });
  if (rows.length === 0) throw new Fenced(claim.entry.id);
}

/**
 * Gives a claim back after a failure; the entry waits again, twice as long each time, or is parked as dead once it has had its
 * attempts. A failure that is not the entry's own `fault` takes none of them. Returns which.
 */
export async function releaseInboxEntry(db: Database, claim: InboxClaim, reason: string, fault: "own" | "none" = "own"): Promise<"waiting" | "dead" | "lost"> {
  const dead = fault === "own" && claim.entry.attempts >= tunables.maxInboxAttempts;
  const rows = await db
    .update(inboxEntries)
    .set({ status: dead ? "dead" : "waiting", ...(fault === "none" ? { attempts: sql`${inboxEntries.attempts} - 1` } : {}), leaseToken: null, leaseUntil: dead ? null : sql`now() + make_interval(secs => power(2, ${inboxEntries.attempts}))`, lastError: reason })
    .where(heldBy(claim))
    .returning({ id: inboxEntries.id });
  return rows.length === 0 ? "lost" : dead ? "dead" : "waiting";
}

/** Parks entries whose every attempt ended with the death of its worker, so that none of them can end one worker after the other for ever. Returns their ids. */
export async function parkExhaustedInboxEntries(db: Database): Promise<string[]> {
  const rows = await db
    .update(inboxEntries)
    .set({ status: "dead", leaseToken: null, leaseUntil: null, lastError: "the worker stopped during the last attempt" })
    .where(and(inArray(inboxEntries.status, ["waiting", "processing"]), gte(inboxEntries.attempts, tunables.maxInboxAttempts), leaseIsOver))
    .returning({ id: inboxEntries.id });
  return rows.map((row) => row.id);
}

/** Ids of entries that should long have been taken: lost on the way through Redis, or left by a dead worker. Oldest first. */
export async function readOverdueInboxIds(db: Database, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: inboxEntries.id })
    .from(inboxEntries)
    .where(
      and(inArray(inboxEntries.status, ["waiting", "processing"]), leaseIsOver, lt(inboxEntries.receivedAt, sql`now() - make_interval(secs => ${tunables.inboxOverdueMs / 1000})`)),
    )
    .orderBy(inboxEntries.receivedAt)
    .limit(limit);
  return rows.map((row) => row.id);
}

function heldBy(claim: InboxClaim) {
  return and(eq(inboxEntries.id, claim.entry.id), eq(inboxEntries.status, "processing"), eq(inboxEntries.leaseToken, claim.leaseToken));
}
