import { and, asc, eq, lte } from "drizzle-orm";
import { callOf, lockAction, type ActionRow } from "../../action/change";
import { actions } from "../../action/table";
import { expireApproval } from "../../approval/decide";
import { approvals } from "../../approval/table";
import { withdrawAction } from "../../approval/withdraw";
import type { Container } from "../../container";
import { Refused } from "../../executors/port";
import { lockIncident, moveIncident } from "../../incident/change";
import type { Ctx } from "../../platform/ctx";
import { Unavailable } from "../../platform/errors";

async function hasDrifted(container: Container, action: ActionRow): Promise<boolean> {
  const { executor } = container.worlds[action.origin];
  if (executor === null) return false;
  try {
    const { target } = await executor.preview(callOf(action));
    return target.uid !== action.target.uid || target.generation !== action.target.generation;
  } catch (error) {
    if (error instanceof Refused) return true;
    if (error instanceof Unavailable) return false;
    throw error;
  }
}

/** Voids every waiting proposal whose target changed since it was frozen, so that its card flips before anyone approves it. */
export async function watchProposals(container: Container, ctx: Ctx): Promise<void> {
  const waiting = await ctx.db.select().from(actions).where(eq(actions.status, "proposed")).orderBy(asc(actions.id)).limit(50);
  for (const seen of waiting) {
    if (!(await hasDrifted(container, seen))) continue;
    await ctx.db.transaction(async (tx) => {
      const incident = await lockIncident(tx, seen.incidentId);
      const action = await lockAction(tx, seen.id);
      if (incident === null || action === null || action.status !== "proposed") return;
      await withdrawAction(ctx, tx, action, { code: "drifted", params: {} });
      await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: ctx.now() });
    });
    await ctx.bus.announceEvents();
  }
}

/** Denies every approval whose time is up. */
export async function expireApprovals(ctx: Ctx): Promise<void> {
  const due = await ctx.db.select({ id: approvals.id }).from(approvals).where(and(eq(approvals.status, "pending"), lte(approvals.expiresAt, ctx.now()))).limit(50);
  for (const { id } of due) await expireApproval(ctx, { id });
}
