import type { ActionStatus } from "@/lib/contracts/action";
import type { IncidentStatus } from "@/lib/contracts/incident";
import { claimApprovedAction, claimLapsedAction, handOver, renewActionClaim, type ActionClaim } from "../../action/claim";
import { lockAction, moveAction, type ActionPatch } from "../../action/change";
import { lockApprovalOf, moveApproval } from "../../approval/change";
import { settleQuietIncidents } from "../../approval/withdraw";
import type { Container } from "../../container";
import { lockIncident, moveIncident, type IncidentPatch } from "../../incident/change";
import type { Ctx } from "../../platform/ctx";
import { Fenced } from "../../platform/errors";
import { tunables } from "../../platform/tunables";
import { renewing } from "../renewing";
import { attemptAction, probe, type Attempt } from "./attempt";

interface Step {
  readonly action: ActionStatus;
  readonly actionPatch: ActionPatch;
  readonly incident: IncidentStatus;
  readonly incidentPatch: IncidentPatch;
}

type Settling = Exclude<Attempt, { kind: "handed_over" }>;

/** Waiting for a cluster ends somewhere: the repair was meant for the world in which it was allowed. */
function givingUp(result: Settling, allowedAt: Date, now: Date): Settling {
  const waitedMs = now.getTime() - allowedAt.getTime();
  return result.kind === "later" && waitedMs > tunables.executionTtlMs ? { kind: "failed", outcome: { code: "execution_failed", params: { message: "the cluster stayed out of reach" } } } : result;
}

function stepAfter(ctx: Ctx, { action }: ActionClaim, result: Settling, now: Date): Step {
  const free = { leaseToken: null, leaseUntil: null };
  const ended = { ...free, finishedAt: now };
  const again = { ...free, startedAt: null, mayHaveRunAt: null };
  const lookAgain = { incident: "investigating", incidentPatch: { diagnoseAt: ctx.now() } } as const;
  switch (result.kind) {
    case "done":
      return { action: "verifying", actionPatch: { ...free, verifyUntil: new Date(now.getTime() + tunables.verifyWindowMs[action.origin]) }, incident: "verifying", incidentPatch: {} };
    case "later":
      return { action: "approved", actionPatch: { ...again, executeAfter: new Date(now.getTime() + tunables.retryExecutionMs) }, incident: "acting", incidentPatch: {} };
    case "held":
      return { action: "approved", actionPatch: { ...again, executeAfter: now }, incident: "acting", incidentPatch: {} };
    case "void":
      return { action: "cancelled", actionPatch: { ...ended, outcome: result.outcome }, ...lookAgain };
    case "failed":
      return { action: "failed", actionPatch: { ...ended, outcome: result.outcome }, ...lookAgain };
    case "unknown":
      return { action: "outcome_unknown", actionPatch: { ...ended, outcome: { code: "outcome_unknown", params: { message: result.message } } }, ...lookAgain };
  }
}

async function settle(ctx: Ctx, claim: ActionClaim, result: Attempt): Promise<void> {
  if (result.kind === "handed_over") return handOver(ctx, claim);
  await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, claim.action.incidentId);
    const action = await lockAction(tx, claim.action.id);
    if (incident === null || action === null) throw new Fenced(claim.action.id);
    const now = await ctx.databaseNow(tx);
    const approval = await lockApprovalOf(tx, action.id);
    const step = stepAfter(ctx, claim, givingUp(result, approval?.decidedAt ?? action.createdAt, now), now);
    await moveAction(ctx, tx, action, step.action, step.actionPatch, claim);
    if (step.action === "cancelled" && approval?.status === "approved") await moveApproval(ctx, tx, approval, "superseded", {}, step.actionPatch.outcome ?? undefined);
    if (incident.status !== step.incident) await moveIncident(ctx, tx, incident, step.incident, step.incidentPatch);
    // Its alerts may have ended while it was tried; then it is withdrawn, and must not be tried again.
    if (step.incident !== "verifying") await settleQuietIncidents(ctx, tx, [incident.id]);
  });
  await ctx.bus.announceEvents();
}

/** Runs the approved action that is due most, or voids an automatic one that policy no longer allows. Returns whether there was one. */
export async function executeDueAction(container: Container, ctx: Ctx): Promise<boolean> {
  const { live, range } = container.worlds;
  const claiming = await claimApprovedAction(ctx, { modes: { live: live.mode, range: range.mode } });
  if (claiming.kind !== "claimed") return claiming.kind === "voided";
  const { claim } = claiming;
  const world = container.worlds[claim.action.origin];
  try {
    await settle(ctx, claim, await renewing(ctx.log, () => renewActionClaim(ctx, claim), () => attemptAction(ctx, world, claim)));
  } catch (error) {
    if (!(error instanceof Fenced)) throw error;
    ctx.log.warn({ actionId: claim.action.id }, "action_claim_lost");
  }
  return true;
}

/**
 * Picks up an action whose worker died while running it. Before "may have run" it is simply approved again; after it only the
 * target's own mark proves that it ran, and without that mark the outcome is unknown and nobody tries again.
 */
export async function recoverLapsedAction(container: Container, ctx: Ctx): Promise<boolean> {
  const claim = await claimLapsedAction(ctx, "running");
  if (claim === null) return false;
  const { action } = claim;
  const executor = container.worlds[action.origin].executors[action.tool];
  const message = "the worker stopped while the action ran";
  const result: Attempt = action.mayHaveRunAt === null ? { kind: "later" } : executor === null ? { kind: "unknown", message } : await probe(executor, action, message);
  ctx.log.warn({ actionId: action.id, result: result.kind }, "action_recovered");
  try {
    await settle(ctx, claim, result);
  } catch (error) {
    if (!(error instanceof Fenced)) throw error;
    ctx.log.warn({ actionId: action.id }, "action_claim_lost");
  }
  return true;
}
