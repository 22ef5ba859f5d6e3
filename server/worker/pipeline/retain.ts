import { and, eq, inArray, isNotNull, lt, or, sql, type SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { newId } from "@/lib/ids";
import type { Container } from "../../container";
import { appendEvents } from "../../event/append";
import { inboxEntries } from "../../inbox/table";
import { apiTokens, session, signInLinks, verification } from "../../platform/auth/table";
import type { Ctx } from "../../platform/ctx";
import type { Transaction } from "../../platform/db/client";
import { tunables } from "../../platform/tunables";
import { signals } from "../../signal/table";

const retentionLock = 7_240_591_841;

const daysAgo = (days: number) => sql`now() - make_interval(days => ${days})`;
const secondsAgo = (ms: number) => sql`now() - make_interval(secs => ${ms / 1000})`;

/** Removes at most a batch of the rows that are past their time, skipping those in use. */
async function prune(tx: Transaction, table: PgTable & { id: PgColumn }, isPast: SQL | undefined): Promise<number> {
  const past = tx.select({ id: table.id }).from(table).where(isPast).limit(tunables.retentionBatch).for("update", { skipLocked: true });
  return (await tx.delete(table).where(inArray(table.id, past))).rowCount ?? 0;
}

/**
 * Removes what is past its retention, one batch of each kind in one short transaction with one event that says how much: inbox
 * entries that were worked (never one that waits or was parked), signals, ended sessions, used links and ended tokens. Events and
 * incidents are kept. Returns whether there may be more.
 */
export async function removeExpired(container: Container, ctx: Ctx): Promise<boolean> {
  const { inboxDays, signalsDays } = container.config.retention;
  return ctx.db.transaction(async (tx) => {
    const lock = await tx.execute<{ locked: boolean }>(sql`select pg_try_advisory_xact_lock(${retentionLock}) as locked`);
    if (lock.rows[0]?.locked !== true) return false;
    const origins = ["live", "range"] as const;
    const removed = {
      inbox: await prune(tx, inboxEntries, and(inArray(inboxEntries.origin, origins), eq(inboxEntries.status, "processed"), lt(inboxEntries.receivedAt, daysAgo(inboxDays)))),
      signals: await prune(tx, signals, and(inArray(signals.origin, origins), lt(signals.observedAt, daysAgo(signalsDays)))),
      sessions: await prune(tx, session, or(lt(session.expiresAt, sql`now()`), lt(session.updatedAt, secondsAgo(tunables.sessionIdleMs)), lt(session.createdAt, secondsAgo(tunables.sessionMaxMs)))),
      links: (await prune(tx, signInLinks, or(isNotNull(signInLinks.usedAt), lt(signInLinks.expiresAt, sql`now()`)))) + (await prune(tx, verification, lt(verification.expiresAt, sql`now()`))),
      // An ended token stays on the list for a while, so that its owner sees why it no longer works.
      tokens: await prune(tx, apiTokens, or(lt(apiTokens.revokedAt, daysAgo(inboxDays)), lt(apiTokens.expiresAt, daysAgo(inboxDays)))),
    };
    const counts = Object.values(removed);
    if (counts.every((count) => count === 0)) return false;
    await appendEvents(ctx, tx, [{ type: "retention.completed", subject: { kind: "retention", id: newId("retention") }, statement: { code: "retention_completed", params: removed } }]);
    return counts.some((count) => count >= tunables.retentionBatch);
  });
}
