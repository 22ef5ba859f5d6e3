import { and, asc, eq, lte } from "drizzle-orm";
import { moveAction } from "../action/change";
import { moveIncident } from "../incident/change";
import { mayRemind } from "../incident/remind";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { amendApproval, moveApproval, type ApprovalRow } from "./change";
import { lockAll, type LockedApproval } from "./lock";
import { approvals } from "./table";

/** Approvals settled or reminded of in one look; the next look takes the rest. */
const batchSize = 50;

/** Denies a locked approval whose time is up. */
export async function expireLocked(ctx: Ctx, tx: Transaction, { approval, action, incident }: LockedApproval, now: Date): Promise<ApprovalRow> {
  const settled = await moveApproval(ctx, tx, approval, "expired", { decidedAt: now, remindAt: null });
  await moveAction(ctx, tx, action, "cancelled", { finishedAt: now, outcome: { code: "expired", params: {} } });
  if (incident.status === "awaiting_approval") await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: null });
  return settled;
}

/** Does something to each due approval in a transaction of its own; harmless to those that were answered meanwhile. */
async function forEachDue(ctx: Ctx, due: typeof approvals.expiresAt | typeof approvals.remindAt, act: (tx: Transaction, locked: LockedApproval, now: Date) => Promise<unknown>): Promise<void> {
  const rows = await ctx.db.select({ id: approvals.id }).from(approvals).where(and(eq(approvals.status, "pending"), lte(due, await ctx.databaseNow(ctx.db)))).orderBy(asc(due)).limit(batchSize);
  for (const { id } of rows) {
    await ctx.db.transaction(async (tx) => {
      const locked = await lockAll(tx, id);
      if (locked.approval.status === "pending") await act(tx, locked, await ctx.databaseNow(tx));
    });
  }
  if (rows.length > 0) await ctx.bus.announceEvents();
}

/** Denies every approval whose time is up. */
export function expireApprovals(ctx: Ctx): Promise<void> {
  return forEachDue(ctx, approvals.expiresAt, async (tx, locked, now) => {
    if (locked.approval.expiresAt <= now) await expireLocked(ctx, tx, locked, now);
  });
}

/** Reminds once, half-way to the deadline, of every approval that still waits, unless somebody has its incident in sight or is to be left in peace. */
export function remindApprovals(ctx: Ctx): Promise<void> {
  return forEachDue(ctx, approvals.remindAt, async (tx, { approval, incident }, now) => {
    if (approval.remindAt === null || approval.remindAt > now || approval.expiresAt <= now) return;
    if (!(await mayRemind(tx, incident, now))) return tx.update(approvals).set({ remindAt: null }).where(eq(approvals.id, approval.id));
    const seconds = Math.round((approval.expiresAt.getTime() - now.getTime()) / 1000);
    await amendApproval(ctx, tx, approval, { remindAt: null }, { type: "approval.reminded", statement: { code: "reminded", params: { seconds } } });
  });
}
