import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { ActionCall } from "@/lib/contracts/action";
import type { Approval, decisionBody } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import { frozenCallOf, moveAction } from "../action/change";
import { hashCall } from "../action/hash-call";
import { narrowCall } from "../action/pins";
import { moveIncident } from "../incident/change";
import { incidents } from "../incident/table";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { amendApproval, moveApproval, type ApprovalRow } from "./change";
import { weighCriticalYes } from "./critical";
import { expireLocked } from "./expire";
import { lockAll, requireApproval, type LockedApproval } from "./lock";
import { mayDecide, undoWindowMs } from "./rules";

export interface DecideInput {
  readonly id: string;
  readonly role: Role;
  readonly idempotencyKey: string;
  readonly body: z.infer<typeof decisionBody>;
  /** When this person last proved who they are; null or absent for whoever cannot. */
  readonly authenticatedAt?: Date | null;
}

/** A key proves a repeat only together with who said what: the same key under another answer is another answer. */
function isSameAnswer(ctx: Ctx, { action, approval }: LockedApproval, { idempotencyKey, body }: DecideInput): boolean {
  if (approval.idempotencyKey !== idempotencyKey || approval.decidedBy?.id !== ctx.actor.id || (approval.status === "denied") !== (body.decision === "deny")) return false;
  const meant = body.decision === "deny" ? null : narrowCall(frozenCallOf(action), body.argumentPins ?? {});
  return meant === null || ("call" in meant && hashCall(meant.call) === (action.effectiveArgsHash ?? action.argsHash));
}

function refuseSettled(approval: ApprovalRow, drifted: boolean, current: Approval): never {
  if (approval.status === "expired") throw new Rejected("expired", "This approval has expired, which counts as no.", { current });
  if (drifted) throw new Rejected("target_drifted", "The target changed after this was proposed; nothing was done.", { current });
  throw new Rejected("already_settled", approval.decidedBy === null ? `This approval is ${approval.status}.` : `${approval.decidedBy.name} answered first: ${approval.status}.`, { current });
}

/** What would run: the frozen call, narrowed by the pins. @throws {Rejected} 422 naming each pin that widens */
async function narrowed(tx: Transaction, { action, approval }: LockedApproval, pins: Readonly<Record<string, string | number>>): Promise<ActionCall> {
  const result = narrowCall(frozenCallOf(action), pins);
  if ("call" in result) return result.call;
  throw new Rejected("pins_widen", "Pins may only narrow the arguments.", { issues: result.widening.map((name) => ({ path: `argumentPins.${name}`, message: "does not narrow the frozen argument" })), current: await requireApproval(tx, approval.id) });
}

async function approve(ctx: Ctx, tx: Transaction, input: DecideInput, locked: LockedApproval, now: Date): Promise<void> {
  const { action, approval, incident } = locked;
  const { body, idempotencyKey } = input;
  const call = await narrowed(tx, locked, body.argumentPins ?? {});
  const argsHash = hashCall(call);
  let undoMs = undoWindowMs(action.risk, tunables);
  if (action.risk === "critical") {
    const yes = await weighCriticalYes(ctx, tx, { action, approval, confirmName: body.confirmName, authenticatedAt: input.authenticatedAt ?? null, idempotencyKey, argsHash, now });
    if (yes.kind === "repeated") return;
    if (yes.kind === "first") return void (await amendApproval(ctx, tx, approval, { firstApproval: yes.firstApproval }, { type: "approval.decision_pending", statement: { code: "first_of_two", params: {} } }));
    if (!yes.alone) undoMs = 0;
  }
  const executeAfter = new Date(now.getTime() + undoMs);
  const effective = argsHash === action.argsHash ? { effectiveArgs: null, effectiveArgsHash: null } : { effectiveArgs: call.args, effectiveArgsHash: argsHash };
  await moveApproval(ctx, tx, approval, "approved", { ...saidBy(ctx, input, now), executeAfter }, effective.effectiveArgs === null ? { code: "approved", params: {} } : { code: "approved_narrowed", params: {} });
  await moveAction(ctx, tx, action, "approved", { executeAfter, ...effective });
  await tx.update(incidents).set({ humanTouched: true }).where(eq(incidents.id, incident.id));
}

const saidBy = (ctx: Ctx, { body, idempotencyKey }: DecideInput, now: Date) => ({ decidedAt: now, decidedBy: ctx.actor, channel: ctx.channel, reason: body.reason ?? null, idempotencyKey, remindAt: null });

async function deny(ctx: Ctx, tx: Transaction, input: DecideInput, { action, approval, incident }: LockedApproval, now: Date): Promise<void> {
  const { reason } = input.body;
  await moveApproval(ctx, tx, approval, "denied", saidBy(ctx, input, now), reason === undefined ? { code: "denied", params: {} } : { code: "denied_because", params: { reason } });
  await moveAction(ctx, tx, action, "cancelled", { finishedAt: now, outcome: { code: "denied", params: {} } });
  await moveIncident(ctx, tx, incident, "investigating", { humanTouched: true, diagnoseAt: null });
}

/**
 * Answers an approval, once. The first answer wins in every channel; the same answer of the same person under the same
 * `Idempotency-Key` again returns what became of it, without a second event; an answer that was taken back never counts again.
 * Approved risks wait for their undo window before they run; pins narrow what runs. A critical risk needs more: see `weighCriticalYes`.
 * @throws {Rejected} 403 role, 404, 409 already settled, 410 expired, 412 the target or the plan is not what was shown, 422 pins widen
 */
export async function decideApproval(ctx: Ctx, input: DecideInput): Promise<Approval> {
  const { body } = input;
  const refusal = await ctx.db.transaction(async (tx): Promise<(() => Promise<never>) | null> => {
    const locked = await lockAll(tx, input.id);
    const { action, approval } = locked;
    if (!mayDecide(input.role, action.risk)) throw new Rejected("forbidden", `Your role may not decide a ${action.risk} risk.`);
    if (approval.status !== "pending") {
      if (isSameAnswer(ctx, locked, input)) return null;
      const drifted = action.outcome?.code === "drifted";
      return async () => refuseSettled(approval, drifted, await requireApproval(ctx.db, approval.id));
    }
    if (approval.takenBackKeys.includes(input.idempotencyKey)) throw new Rejected("conflict", "This answer was taken back; answer again.", { current: await requireApproval(tx, approval.id) });
    const now = await ctx.databaseNow(tx);
    if (approval.expiresAt <= now) {
      const settled = await expireLocked(ctx, tx, locked, now);
      return async () => refuseSettled(settled, false, await requireApproval(ctx.db, approval.id));
    }
    if (body.argsHash !== action.argsHash) throw new Rejected("target_drifted", "This is not the action that was shown; reload and read it again.", { current: await requireApproval(tx, approval.id) });
    await (body.decision === "approve" ? approve : deny)(ctx, tx, input, locked, now);
    return null;
  });
  await ctx.bus.announceEvents();
  if (refusal !== null) return refusal();
  return requireApproval(ctx.db, input.id);
}
