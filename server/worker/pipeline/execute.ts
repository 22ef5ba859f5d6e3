import { claimApprovedAction, claimLapsedAction, markMayHaveRun, renewActionClaim, type ActionClaim } from "../../action/claim";
import { callOf, lockAction, moveAction, type ActionPatch } from "../../action/change";
import { hashCall } from "../../action/rules";
import { lockApprovalOf, moveApproval } from "../../approval/change";
import { settleQuietIncidents } from "../../approval/withdraw";
import type { Container, World } from "../../container";
import type { ActionStatus } from "@/lib/contracts/action";
import type { Statement } from "@/lib/contracts/common";
import type { IncidentStatus } from "@/lib/contracts/incident";
import { Drifted, Refused, type ExecutorPort } from "../../executors/port";
import { lockIncident, moveIncident, type IncidentPatch } from "../../incident/change";
import type { Ctx } from "../../platform/ctx";
import { Fenced, messageOf, Unavailable } from "../../platform/errors";
import { tunables } from "../../platform/tunables";
import { renewing } from "../renewing";

/** What an attempt came to. `later` did nothing and may be tried again. */
type Attempt = { readonly kind: "done" } | { readonly kind: "forbidden"; readonly rule: string } | { readonly kind: "later" } | { readonly kind: "drifted" } | { readonly kind: "failed"; readonly outcome: Statement } | { readonly kind: "unknown"; readonly message: string };

async function attempt(ctx: Ctx, { mode, executor }: World, claim: ActionClaim): Promise<Attempt> {
  const { action } = claim;
  // The mode may have been turned down since the action was judged.
  if (mode === "observe" || (action.automatic && mode !== "auto")) return { kind: "forbidden", rule: "mode" };
  if (executor === null) return { kind: "failed", outcome: { code: "execution_failed", params: { message: "no cluster is connected" } } };
  const call = callOf(action);
  if (hashCall(call) !== action.argsHash) return { kind: "failed", outcome: { code: "execution_failed", params: { message: "the stored arguments do not match their hash" } } };
  try {
    const { target } = await executor.preview(call);
    if (target.uid !== action.target.uid || target.generation !== action.target.generation) return { kind: "drifted" };
  } catch (error) {
    if (error instanceof Refused) return { kind: "failed", outcome: { code: "dry_run_failed", params: { message: messageOf(error) } } };
    if (error instanceof Unavailable) return { kind: "later" };
    throw error;
  }
  await markMayHaveRun(ctx, claim);
  try {
    await executor.execute(call, action.target, action.id);
    return { kind: "done" };
  } catch (error) {
    if (error instanceof Drifted) return { kind: "drifted" };
    if (error instanceof Refused) return { kind: "failed", outcome: { code: "execution_failed", params: { message: messageOf(error) } } };
    if (error instanceof Unavailable) return { kind: "later" };
    return probe(executor, claim, messageOf(error));
  }
}

/** After a doubtful attempt only the target itself can say that it ran. */
async function probe(executor: ExecutorPort, claim: ActionClaim, message: string): Promise<Attempt> {
  try {
    if (await executor.happened(callOf(claim.action), claim.action.id)) return { kind: "done" };
  } catch {
    // The target cannot be asked; the outcome stays unknown.
  }
  return { kind: "unknown", message };
}

interface Step {
  readonly action: ActionStatus;
  readonly actionPatch: ActionPatch;
  readonly incident: IncidentStatus;
  readonly incidentPatch: IncidentPatch;
}

/** Waiting for a cluster ends somewhere: the repair was meant for the world of its proposal. */
function givingUp(claim: ActionClaim, result: Attempt, now: Date): Attempt {
  const waitedMs = now.getTime() - claim.action.createdAt.getTime();
  return result.kind === "later" && waitedMs > tunables.executionTtlMs ? { kind: "failed", outcome: { code: "execution_failed", params: { message: "the cluster stayed out of reach" } } } : result;
}

function stepAfter(ctx: Ctx, result: Attempt): Step {
  const now = ctx.now();
  const ended = { finishedAt: now, leaseToken: null, leaseUntil: null };
  const lookAgain = { incident: "investigating", incidentPatch: { diagnoseAt: now } } as const;
  switch (result.kind) {
    case "done":
      return { action: "verifying", actionPatch: { verifyUntil: new Date(now.getTime() + tunables.verifyWindowMs), leaseToken: null, leaseUntil: null }, incident: "verifying", incidentPatch: {} };
    case "later":
      return { action: "approved", actionPatch: { executeAfter: new Date(now.getTime() + tunables.retryExecutionMs), mayHaveRunAt: null, leaseToken: null, leaseUntil: null }, incident: "acting", incidentPatch: {} };
    case "drifted":
      return { action: "cancelled", actionPatch: { ...ended, outcome: { code: "drifted", params: {} } }, ...lookAgain };
    case "forbidden":
      return { action: "cancelled", actionPatch: { ...ended, outcome: { code: "forbidden", params: { rule: result.rule } } }, ...lookAgain };
    case "failed":
      return { action: "failed", actionPatch: { ...ended, outcome: result.outcome }, ...lookAgain };
    case "unknown":
      return { action: "outcome_unknown", actionPatch: { ...ended, outcome: { code: "outcome_unknown", params: { message: result.message } } }, ...lookAgain };
  }
}

async function settle(ctx: Ctx, claim: ActionClaim, result: Attempt): Promise<void> {
  const step = stepAfter(ctx, givingUp(claim, result, ctx.now()));
  await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, claim.action.incidentId);
    const action = await lockAction(tx, claim.action.id);
    if (incident === null || action === null) throw new Fenced(claim.action.id);
    await moveAction(ctx, tx, action, step.action, step.actionPatch, claim);
    if (step.action === "cancelled") {
      const approval = await lockApprovalOf(tx, action.id);
      if (approval?.status === "approved") await moveApproval(ctx, tx, approval, "superseded", {}, step.actionPatch.outcome ?? undefined);
    }
    if (incident.status !== step.incident) await moveIncident(ctx, tx, incident, step.incident, step.incidentPatch);
    // Its alerts may have ended while it was tried; then it is withdrawn, and must not be tried again.
    if (step.incident !== "verifying") await settleQuietIncidents(ctx, tx, [incident.id]);
  });
  await ctx.bus.announceEvents();
}

/** Runs the approved action that is due most. Returns whether there was one. */
export async function executeDueAction(container: Container, ctx: Ctx): Promise<boolean> {
  const claim = await claimApprovedAction(ctx);
  if (claim === null) return false;
  const world = container.worlds[claim.action.origin];
  try {
    await settle(ctx, claim, await renewing(ctx.log, () => renewActionClaim(ctx, claim), () => attempt(ctx, world, claim)));
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
  const { executor } = container.worlds[claim.action.origin];
  const message = "the worker stopped while the action ran";
  const result: Attempt = claim.action.mayHaveRunAt === null ? { kind: "later" } : executor === null ? { kind: "unknown", message } : await probe(executor, claim, message);
  ctx.log.warn({ actionId: claim.action.id, result: result.kind }, "action_recovered");
  await settle(ctx, claim, result);
  return true;
}
