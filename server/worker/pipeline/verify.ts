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
import { Fenced, Unavailable } from "../../platform/errors";

type Objection = "target_unreachable" | "pods_not_ready" | "alerts_still_firing" | "metric_still_out" | "metric_unknown";

/** What still speaks against the repair, or null when the target is ready, its metrics are usual again and no alert fires. Silence of the target or of its metrics is no proof. */
async function objectionTo(container: Container, ctx: Ctx, claim: ActionClaim): Promise<Objection | null> {
  const { action } = claim;
  const world = container.worlds[action.origin];
  if (world.executor === null) return "target_unreachable";
  const call = callOf(action);
  try {
    if (!(await world.executor.health(call)).settled) return "pods_not_ready";
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return "target_unreachable";
  }
  const incident = await findIncident(ctx.db, action.incidentId);
  if (incident === null || incident.firingCount > 0) return "alerts_still_firing";
  const observation = await observeWorkload(world.evidence, targetOf(call), incident.openedAt, ctx.now());
  if (isDeviating(observation)) return "metric_still_out";
  return observation.gaps.some((gap) => gap.system === "prometheus" && gap.reason.code === "unreachable") ? "metric_unknown" : null;
}

/** Settles the action; false when an alert fired again after the look and there is still time for it to end. */
async function conclude(ctx: Ctx, claim: ActionClaim, found: Objection | null, overdue: boolean): Promise<boolean> {
  const now = ctx.now();
  const settled = await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, claim.action.incidentId);
    const action = await lockAction(tx, claim.action.id);
    if (incident === null || action === null) throw new Fenced(claim.action.id);
    const objection = found ?? (incident.firingCount > 0 ? "alerts_still_firing" : null);
    if (objection !== null && !overdue) return false;
    const seconds = Math.round((now.getTime() - (action.mayHaveRunAt ?? now).getTime()) / 1000);
    const outcome: Statement = objection === null ? { code: "verified", params: { seconds } } : { code: "not_verified", params: { reason: objection } };
    const ended = { finishedAt: now, outcome, leaseToken: null, leaseUntil: null };
    if (objection === null) {
      await moveAction(ctx, tx, action, "succeeded", ended, claim);
      await moveIncident(ctx, tx, incident, "resolved", { settledBy: incident.humanTouched ? "human" : "automation", verified: true, diagnoseAt: null });
      return true;
    }
    await moveAction(ctx, tx, action, "failed", ended, claim);
    await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: now });
    await settleQuietIncidents(ctx, tx, [incident.id]);
    return true;
  });
  if (settled) await ctx.bus.announceEvents();
  return settled;
}

/** Looks whether an executed action helped; says so at once when it did, and gives up when its window is over. Returns whether there was one to look at. */
export async function verifyDueAction(container: Container, ctx: Ctx): Promise<boolean> {
  const claim = await claimLapsedAction(ctx, "verifying");
  if (claim === null) return false;
  try {
    const objection = await objectionTo(container, ctx, claim);
    const overdue = claim.action.verifyUntil !== null && claim.action.verifyUntil <= ctx.now();
    const concluded = (objection === null || overdue) && (await conclude(ctx, claim, objection, overdue));
    if (!concluded) await scheduleNextLook(ctx, claim);
  } catch (error) {
    if (error instanceof Fenced) ctx.log.warn({ actionId: claim.action.id }, "action_claim_lost");
    else throw error;
  }
  return true;
}
