import type { Statement } from "@/lib/contracts/common";
import { claimLapsedAction, scheduleNextLook, type ActionClaim } from "../../action/claim";
import { callOf, lockAction, moveAction } from "../../action/change";
import { settleQuietIncidents } from "../../approval/withdraw";
import type { Container } from "../../container";
import { targetOf } from "../../decision/diagnose";
import { isDeviating, observeWorkload } from "../../decision/observe";
import { lockIncident, moveIncident } from "../../incident/change";
import { findIncident } from "../../incident/read";
import type { Ctx } from "../../platform/ctx";
import { Fenced } from "../../platform/errors";

/** What still speaks against the repair, or null when the target is ready, its metrics are usual again and no alert fires. */
async function objectionTo(container: Container, ctx: Ctx, claim: ActionClaim): Promise<"pods_not_ready" | "alerts_still_firing" | "metric_still_out" | null> {
  const { action } = claim;
  const world = container.worlds[action.origin];
  if (world.executor === null) return "pods_not_ready";
  const call = callOf(action);
  if (!(await world.executor.health(call)).settled) return "pods_not_ready";
  const incident = await findIncident(ctx.db, action.incidentId);
  if (incident === null || incident.firingCount > 0) return "alerts_still_firing";
  const observation = await observeWorkload(world.evidence, targetOf(call), incident.openedAt, ctx.now());
  return isDeviating(observation) ? "metric_still_out" : null;
}

async function conclude(ctx: Ctx, claim: ActionClaim, objection: string | null): Promise<void> {
  const now = ctx.now();
  await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, claim.action.incidentId);
    const action = await lockAction(tx, claim.action.id);
    if (incident === null || action === null) throw new Fenced(claim.action.id);
    const seconds = Math.round((now.getTime() - (action.mayHaveRunAt ?? now).getTime()) / 1000);
    const outcome: Statement = objection === null ? { code: "verified", params: { seconds } } : { code: "not_verified", params: { reason: objection } };
    const ended = { finishedAt: now, outcome, leaseToken: null, leaseUntil: null };
    if (objection === null && incident.firingCount === 0) {
      await moveAction(ctx, tx, action, "succeeded", ended, claim);
      await moveIncident(ctx, tx, incident, "resolved", { settledBy: incident.humanTouched ? "human" : "automation", verified: true, diagnoseAt: null });
      return;
    }
    await moveAction(ctx, tx, action, "failed", ended, claim);
    await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: now });
    await settleQuietIncidents(ctx, tx, [incident.id]);
  });
  await ctx.bus.announceEvents();
}

/** Looks whether an executed action helped; says so at once when it did, and gives up when its window is over. Returns whether there was one to look at. */
export async function verifyDueAction(container: Container, ctx: Ctx): Promise<boolean> {
  const claim = await claimLapsedAction(ctx, "verifying");
  if (claim === null) return false;
  try {
    const objection = await objectionTo(container, ctx, claim);
    const overdue = claim.action.verifyUntil !== null && claim.action.verifyUntil <= ctx.now();
    if (objection === null || overdue) await conclude(ctx, claim, objection);
    else await scheduleNextLook(ctx, claim);
  } catch (error) {
    if (error instanceof Fenced) ctx.log.warn({ actionId: claim.action.id }, "action_claim_lost");
    else throw error;
  }
  return true;
}
