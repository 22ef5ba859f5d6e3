import type { Statement } from "@/lib/contracts/common";
import { claimLapsedAction, renewActionClaim, scheduleNextLook, type ActionClaim } from "../../action/claim";
import { callOf, lockAction, moveAction, type ActionRow } from "../../action/change";
import { settleQuietIncidents } from "../../approval/withdraw";
import type { Container } from "../../container";
import { targetOf } from "../../decision/compute-blast-radius";
import { isDeviating, observeWorkload } from "../../decision/observe";
import { lockIncident, moveIncident, type IncidentRow } from "../../incident/change";
import { findIncident } from "../../incident/read";
import type { Ctx } from "../../platform/ctx";
import type { Transaction } from "../../platform/db/client";
import { Fenced, messageOf } from "../../platform/errors";
import { tunables } from "../../platform/tunables";
import { readTopology } from "../../topology/read";
import { renewing } from "../renewing";
import { takeBack, type TakenBack } from "./take-back";

type Objection = "target_unreachable" | "pods_not_ready" | "alert_not_silenced" | "alerts_still_firing" | "metric_still_out" | "metric_unknown";

/** What nobody could see, which speaks neither for the repair nor against it. */
const unseen: ReadonlySet<Objection> = new Set<Objection>(["target_unreachable", "metric_unknown"]);
const unanswered: ReadonlySet<string> = new Set(["unreachable", "out_of_time"]);

/** A silence cures nothing: it did its work when the alert is silent, and its incident stays open. */
const onlyHides = (action: ActionRow) => action.tool === "silence";

/** What still speaks against the repair, or null when the target is ready, its metrics are usual again and no alert fires. Silence of the target or of its metrics is no proof. */
async function objectionTo(container: Container, ctx: Ctx, claim: ActionClaim): Promise<Objection | null> {
  const { action } = claim;
  const world = container.worlds[action.origin];
  const call = callOf(action);
  const executor = world.executors[call.tool];
  if (executor === null) return "target_unreachable";
  try {
    if (!(await executor.health(call)).settled) return onlyHides(action) ? "alert_not_silenced" : "pods_not_ready";
  } catch (error) {
    // Whatever the target answers, a verification ends: it holds its target and a place among the breakers.
    ctx.log.warn({ err: messageOf(error), actionId: action.id }, "target_not_seen");
    return "target_unreachable";
  }
  if (onlyHides(action)) return null;
  const incident = await findIncident(ctx.db, action.incidentId);
  if (incident === null || incident.firingCount > 0) return "alerts_still_firing";
  const observation = await observeWorkload(world.evidence, targetOf(call), incident.openedAt, ctx.now(), await readTopology(ctx.db, action.origin));
  if (isDeviating(observation)) return "metric_still_out";
  return observation.gaps.some((gap) => gap.system === "prometheus" && unanswered.has(gap.reason.code)) ? "metric_unknown" : null;
}

async function settleHelped(ctx: Ctx, tx: Transaction, incident: IncidentRow, action: ActionRow): Promise<void> {
  const call = callOf(action);
  if (call.tool !== "silence") {
    await moveIncident(ctx, tx, incident, "resolved", { settledBy: incident.humanTouched ? "human" : "automation", verified: true, diagnoseAt: null });
    return;
  }
  // It is looked at again when the silence is over.
  await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: new Date(ctx.now().getTime() + call.args.durationSeconds * 1000) });
  await settleQuietIncidents(ctx, tx, [incident.id]);
}

function endOf(objection: Objection, taken: TakenBack): { status: "failed" | "rolled_back"; outcome: Statement } {
  if (taken === "taken_back") return { status: "rolled_back", outcome: { code: "rolled_back", params: { reason: objection } } };
  return { status: "failed", outcome: { code: taken === "left" ? "not_taken_back" : "not_verified", params: { reason: objection } } };
}

/** Settles the action; false when an alert fired again after the look and there is still time for it to end. */
async function conclude(ctx: Ctx, claim: ActionClaim, found: Objection | null, taken: TakenBack | null): Promise<boolean> {
  const settled = await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, claim.action.incidentId);
    const action = await lockAction(tx, claim.action.id);
    if (incident === null || action === null) throw new Fenced(claim.action.id);
    const now = await ctx.databaseNow(tx);
    const objection = found ?? (incident.firingCount > 0 && !onlyHides(action) ? "alerts_still_firing" : null);
    if (objection !== null && taken === null) return false;
    const ended = { finishedAt: now, leaseToken: null, leaseUntil: null };
    if (objection === null || taken === null) {
      const seconds = Math.round((now.getTime() - (action.mayHaveRunAt ?? now).getTime()) / 1000);
      await moveAction(ctx, tx, action, "succeeded", { ...ended, outcome: { code: onlyHides(action) ? "silenced" : "verified", params: { seconds } } }, claim);
      await settleHelped(ctx, tx, incident, action);
      return true;
    }
    const { status, outcome } = endOf(objection, taken);
    await moveAction(ctx, tx, action, status, { ...ended, outcome }, claim);
    await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: ctx.now() });
    await settleQuietIncidents(ctx, tx, [incident.id]);
    return true;
  });
  if (settled) await ctx.bus.announceEvents();
  return settled;
}

/**
 * One look: concludes at once when it helped, takes it back and concludes when its window is over; false when it must be looked at again.
 * What could not be seen is, where it could be taken back, waited for a little longer and then left as it is: taking back what may have helped would be a guess.
 */
async function look(container: Container, ctx: Ctx, claim: ActionClaim): Promise<boolean> {
  const { action } = claim;
  const objection = await objectionTo(container, ctx, claim);
  if (objection === null && (await conclude(ctx, claim, null, null))) return true;
  const now = await ctx.databaseNow(ctx.db);
  if (action.verifyUntil === null || action.verifyUntil > now) return false;
  if (objection !== null && unseen.has(objection)) {
    const isOver = action.restore === null || now.getTime() >= action.verifyUntil.getTime() + tunables.revertWindowMs;
    return isOver && conclude(ctx, claim, objection, "nothing_to_take_back");
  }
  const taken = await takeBack(ctx, container.worlds[action.origin], claim, now);
  return taken !== "later" && conclude(ctx, claim, objection ?? "alerts_still_firing", taken);
}

/** Looks whether an executed action helped; says so at once when it did, and gives up when its window is over: what did not help is taken back where that is possible. Returns whether there was one to look at. */
export async function verifyDueAction(container: Container, ctx: Ctx): Promise<boolean> {
  const claim = await claimLapsedAction(ctx, "verifying");
  if (claim === null) return false;
  try {
    const concluded = await renewing(ctx.log, () => renewActionClaim(ctx, claim), () => look(container, ctx, claim));
    if (!concluded) await scheduleNextLook(ctx, claim);
  } catch (error) {
    if (error instanceof Fenced) ctx.log.warn({ actionId: claim.action.id }, "action_claim_lost");
    else throw error;
  }
  return true;
}
