import { and, asc, eq, gt, isNotNull, lt } from "drizzle-orm";
import { frozenCallOf, lockAction, moveAction, type ActionRow } from "../../action/change";
import { actions } from "../../action/table";
import { settleQuietIncidents, withdrawAction } from "../../approval/withdraw";
import type { Container } from "../../container";
import { isSameTarget, Refused } from "../../executors/port";
import { lockIncident, moveIncident } from "../../incident/change";
import type { Ctx } from "../../platform/ctx";
import { messageOf, Unavailable } from "../../platform/errors";
import { tunables } from "../../platform/tunables";

/** Actions read at once. */
const batchSize = 50;

async function hasDrifted(container: Container, ctx: Ctx, action: ActionRow): Promise<boolean> {
  const executor = container.worlds[action.origin].executors[action.tool];
  if (executor === null) return false;
  try {
    const { target } = await executor.preview(frozenCallOf(action));
    return !isSameTarget(action.target, target);
  } catch (error) {
    if (error instanceof Refused) return true;
    // What the target answers to one proposal must not hide the others from this look.
    if (!(error instanceof Unavailable)) ctx.log.warn({ err: messageOf(error), actionId: action.id }, "proposal_not_watched");
    return false;
  }
}

async function voidDrifted(ctx: Ctx, seen: ActionRow): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, seen.incidentId);
    const action = await lockAction(tx, seen.id);
    if (incident === null || action === null || action.status !== "proposed") return;
    await withdrawAction(ctx, tx, action, { code: "drifted", params: {} });
    await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: ctx.now() });
  });
  await ctx.bus.announceEvents();
}

/** Voids every waiting proposal whose target changed since it was frozen, so that its card flips before anyone approves it. */
export async function watchProposals(container: Container, ctx: Ctx): Promise<void> {
  for (let after = ""; ; ) {
    const waiting = await ctx.db.select().from(actions).where(and(eq(actions.status, "proposed"), gt(actions.id, after))).orderBy(asc(actions.id)).limit(batchSize);
    for (const seen of waiting) if (await hasDrifted(container, ctx, seen)) await voidDrifted(ctx, seen);
    const last = waiting.at(-1);
    if (last === undefined || waiting.length < batchSize) return;
    after = last.id;
  }
}

/** Gives up on playbooks whose people went away: what was ticked is kept, and the incident is looked at again. */
export async function giveUpPlaybooks(ctx: Ctx): Promise<void> {
  const since = new Date((await ctx.databaseNow(ctx.db)).getTime() - tunables.playbookTtlMs);
  const abandoned = await ctx.db.select().from(actions).where(and(eq(actions.status, "running"), isNotNull(actions.steps), lt(actions.startedAt, since))).limit(batchSize);
  for (const seen of abandoned) {
    await ctx.db.transaction(async (tx) => {
      const incident = await lockIncident(tx, seen.incidentId);
      const action = await lockAction(tx, seen.id);
      if (incident === null || action?.status !== "running") return;
      await moveAction(ctx, tx, action, "failed", { finishedAt: await ctx.databaseNow(tx), outcome: { code: "playbook_abandoned", params: {} }, leaseToken: null, leaseUntil: null });
      await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: ctx.now() });
      await settleQuietIncidents(ctx, tx, [incident.id]);
    });
    await ctx.bus.announceEvents();
  }
}
