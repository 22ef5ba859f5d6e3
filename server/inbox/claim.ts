import { randomUUID } from "node:crypto";
import { and, asc, eq, gte, inArray, isNull, lt, or, sql, type SQL } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { Fenced } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { inboxEntries } from "./table";

export type InboxRow = typeof inboxEntries.$inferSelect;

/** A claimed entry; only the holder of `leaseToken` may finish it. Entries claimed together share one token. */
export interface InboxClaim {
  readonly entry: InboxRow;
  readonly leaseToken: string;
}

/** An entry that could be claimed now, without its body. */
export interface ClaimableEntry {
  readonly id: string;
  readonly origin: Origin;
  /** Attempts that began so far; one that began and did not end well may have ended its worker. */
  readonly attempts: number;
  readonly bodyBytes: number;
}

/** One array and not a parameter for each id: building a thousand of those takes longer than the statement. */
function isOneOf(ids: readonly string[]) {
  return sql`${inboxEntries.id} = any(${sql.param([...ids])}::text[])`;
}

const leaseEnd = sql`now() + make_interval(secs => ${tunables.leaseMs / 1000})`;
/** Nobody holds it, and the pause after a failed attempt is over. */
const leaseIsOver = or(isNull(inboxEntries.leaseUntil), lt(inboxEntries.leaseUntil, sql`now()`));
const isClaimable = and(inArray(inboxEntries.status, ["waiting", "processing"]), lt(inboxEntries.attempts, tunables.maxInboxAttempts), leaseIsOver);

/** Which of these entries could be claimed now, in the order they were received. */
export function readClaimableEntries(db: Database, ids: readonly string[]): Promise<ClaimableEntry[]> {
  return db
    .select({ id: inboxEntries.id, origin: inboxEntries.origin, attempts: inboxEntries.attempts, bodyBytes: sql<number>`octet_length(${inboxEntries.body})` })
    .from(inboxEntries)
    .where(and(isOneOf(ids), isClaimable))
    .orderBy(asc(inboxEntries.receivedAt), asc(inboxEntries.id));
}

/**
 * Claims, in one statement, those of the entries that wait or whose claim has lapsed, in the order they were received; without
 * those that are done, dead, out of attempts or in other hands. Counts one attempt of each.
 */
export async function claimInboxEntries(db: Database, ids: readonly string[]): Promise<InboxClaim[]> {
  const leaseToken = randomUUID();
  const free = db.select({ id: inboxEntries.id }).from(inboxEntries).where(and(isOneOf(ids), isClaimable)).orderBy(asc(inboxEntries.id)).for("update", { skipLocked: true });
  const rows = await db
    .update(inboxEntries)
    .set({ status: "processing", leaseToken, leaseUntil: leaseEnd, attempts: sql`${inboxEntries.attempts} + 1` })
    .where(inArray(inboxEntries.id, free))
    .returning();
  return rows.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime() || (a.id < b.id ? -1 : 1)).map((entry) => ({ entry, leaseToken }));
}

/** Ids of those entries for which nothing is left to do, so that their stream messages may be acknowledged. */
export async function readFinishedInboxIds(db: Database, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.select({ id: inboxEntries.id }).from(inboxEntries).where(and(isOneOf(ids), inArray(inboxEntries.status, ["waiting", "processing"])));
  const unfinished = new Set(rows.map((row) => row.id));
  return new Set(ids.filter((id) => !unfinished.has(id)));
}

/** Keeps claims that were made together alive. @throws {Fenced} when none is left */
export async function renewInboxClaims(db: Database, claims: readonly InboxClaim[]): Promise<void> {
  const rows = await db.update(inboxEntries).set({ leaseUntil: leaseEnd }).where(heldBy(claims)).returning({ id: inboxEntries.id });
  if (rows.length === 0) throw new Fenced(nameOf(claims));
}

/** Marks entries done inside the transaction that holds their consequences. @throws {Fenced} when any claim is lost, which undoes them all */
export async function finishInboxEntries(tx: Transaction, claims: readonly InboxClaim[]): Promise<void> {
  const rows = await tx
    .update(inboxEntries)
    .set({ status: "processed", processedAt: sql`now()`, leaseToken: null, leaseUntil: null, lastError: null })
    .where(heldBy(claims))
    .returning({ id: inboxEntries.id });
  if (rows.length !== claims.length) throw new Fenced(nameOf(claims));
}

/**
 * Gives a claim back after a failure; the entry waits again, twice as long each time, or is parked as dead, with one event, once it
 * has had its attempts. A failure that is not the entry's own `fault` takes none of them. Returns which.
 */
export async function releaseInboxEntry(ctx: Ctx, claim: InboxClaim, reason: string, fault: "own" | "none" = "own"): Promise<"waiting" | "dead" | "lost"> {
  if (fault === "own" && claim.entry.attempts >= tunables.maxInboxAttempts) return (await park(ctx, heldBy([claim]), reason)).length === 0 ? "lost" : "dead";
  const rows = await ctx.db
    .update(inboxEntries)
    .set({ status: "waiting", ...(fault === "none" ? { attempts: sql`${inboxEntries.attempts} - 1` } : {}), leaseToken: null, leaseUntil: sql`now() + make_interval(secs => power(2, ${inboxEntries.attempts}))`, lastError: reason })
    .where(heldBy([claim]))
    .returning({ id: inboxEntries.id });
  return rows.length === 0 ? "lost" : "waiting";
}

/** Parks entries whose every attempt ended with the death of its worker, so that none of them can end one worker after the other for ever. Returns their ids. */
export async function parkExhaustedInboxEntries(ctx: Ctx): Promise<string[]> {
  return park(ctx, and(inArray(inboxEntries.status, ["waiting", "processing"]), gte(inboxEntries.attempts, tunables.maxInboxAttempts), leaseIsOver), "the worker stopped during the last attempt");
}

/** Makes dead letters of entries, one event each. */
async function park(ctx: Ctx, which: SQL | undefined, reason: string): Promise<string[]> {
  const parked = await ctx.db.transaction(async (tx) => {
    const rows = await tx
      .update(inboxEntries)
      .set({ status: "dead", processedAt: sql`now()`, leaseToken: null, leaseUntil: null, lastError: reason })
      .where(which)
      .returning({ id: inboxEntries.id, origin: inboxEntries.origin, source: inboxEntries.source, attempts: inboxEntries.attempts });
    await appendEvents(ctx, tx, rows.map(({ id, origin, source, attempts }) => ({ type: "inbox.parked", subject: { kind: "inbox", id }, origin, statement: { code: "inbox_parked", params: { source, attempts } } })));
    return rows;
  });
  if (parked.length > 0) await ctx.bus.announceEvents();
  return parked.map((row) => row.id);
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

function heldBy(claims: readonly InboxClaim[]) {
  const ids = claims.map((claim) => claim.entry.id);
  return and(isOneOf(ids), eq(inboxEntries.status, "processing"), eq(inboxEntries.leaseToken, claims[0]?.leaseToken ?? ""));
}

function nameOf(claims: readonly InboxClaim[]): string {
  return claims.map((claim) => claim.entry.id).join(", ").slice(0, 200);
}
