import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Approval, decisionBody } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import { lockAction, moveAction } from "../action/change";
import { lockIncident, moveIncident } from "../incident/change";
import { incidents } from "../incident/table";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { moveApproval, type ApprovalRow } from "./change";
import { readApproval } from "./present";
import { mayDecide, undoWindowMs, wideningPins } from "./rules";
import { approvals } from "./table";

export interface DecideInput {
  readonly id: string;
  readonly role: Role;
  readonly idempotencyKey: string;
  readonly body: z.infer<typeof decisionBody>;
}

async function present(db: Database | Transaction, id: string): Promise<Approval> {
  const found = await readApproval(db, id);
  if (found === null) throw new Rejected("not_found", "There is no such approval.");
  return found;
}

/** Locks an approval with its action and incident, always in the order incident, action, approval, so that writers cannot deadlock. */
async function lockAll(tx: Transaction, id: string) {
  const [seen] = await tx.select().from(approvals).where(eq(approvals.id, id));
  if (seen === undefined) throw new Rejected("not_found", "There is no such approval.");
  const incident = await lockIncident(tx, seen.incidentId);
  const action = await lockAction(tx, seen.actionId);
  const [approval] = await tx.select().from(approvals).where(eq(approvals.id, id)).for("update");
  if (incident === null || action === null || approval === undefined) throw new Rejected("not_found", "There is no such approval.");
  return { incident, action, approval };
}

/** A key proves a repeat only together with who said what: the same key under another answer is another answer. */
function isSameAnswer(ctx: Ctx, approval: ApprovalRow, { idempotencyKey, body }: DecideInput): boolean {
  return approval.idempotencyKey === idempotencyKey && approval.decidedBy?.id === ctx.actor.id && (approval.status === "denied") === (body.decision === "deny");
}

function refuseSettled(approval: ApprovalRow, drifted: boolean, current: Approval): never {
  if (approval.status === "expired") throw new Rejected("expired", "This approval has expired, which counts as no.", { current });
  if (drifted) throw new Rejected("target_drifted", "The target changed after this was proposed; nothing was done.", { current });
  throw new Rejected("already_settled", approval.decidedBy === null ? `This approval is ${approval.status}.` : `${approval.decidedBy.name} answered first: ${approval.status}.`, { current });
}

/**
 * Answers an approval, once. The first answer wins in every channel; the same answer of the same person under the same
 * `Idempotency-Key` again returns what became of it, without a second event. Approved low and medium risks wait for the undo window before they run.
 * @throws {Rejected} 403 role, 404, 409 already settled, 410 expired, 412 the target or the plan is not what was shown, 422 pins widen
 */
export async function decideApproval(ctx: Ctx, input: DecideInput): Promise<Approval> {
  const { body } = input;
  const refusal = await ctx.db.transaction(async (tx): Promise<(() => Promise<never>) | null> => {
    const { incident, action, approval } = await lockAll(tx, input.id);
    if (!mayDecide(input.role, action.risk)) throw new Rejected("forbidden", `Your role may not decide a ${action.risk} risk.`);
    if (approval.status !== "pending") {
      if (isSameAnswer(ctx, approval, input)) return null;
      const drifted = action.outcome?.code === "drifted";
      return async () => refuseSettled(approval, drifted, await present(ctx.db, approval.id));
    }
    // Its answer was taken back: a late copy of it must not answer again.
    if (approval.idempotencyKey === input.idempotencyKey) throw new Rejected("conflict", "This answer was taken back; answer again.", { current: await present(tx, approval.id) });
    const now = ctx.now();
    if (approval.expiresAt <= now) {
      const settled = await expire(ctx, tx, { approval, action, incident });
      return async () => refuseSettled(settled, false, await present(ctx.db, approval.id));
    }
    if (body.argsHash !== action.argsHash) throw new Rejected("target_drifted", "This is not the action that was shown; reload and read it again.", { current: await present(tx, approval.id) });
    const widening = wideningPins(action.args, body.argumentPins ?? {});
    if (widening.length > 0) throw new Rejected("pins_widen", "Pins may only narrow the arguments.", { issues: widening.map((name) => ({ path: `argumentPins.${name}`, message: "differs from the frozen argument" })) });
    const decided = { decidedAt: now, decidedBy: ctx.actor, channel: ctx.channel, reason: body.reason ?? null, idempotencyKey: input.idempotencyKey };
    if (body.decision === "approve") {
      const executeAfter = new Date(now.getTime() + undoWindowMs(action.risk, tunables.undoMs));
      await moveApproval(ctx, tx, approval, "approved", { ...decided, executeAfter }, { code: "approved", params: {} });
      await moveAction(ctx, tx, action, "approved", { executeAfter });
      await tx.update(incidents).set({ humanTouched: true }).where(eq(incidents.id, incident.id));
    } else {
      await moveApproval(ctx, tx, approval, "denied", decided, body.reason === undefined ? { code: "denied", params: {} } : { code: "denied_because", params: { reason: body.reason } });
      await moveAction(ctx, tx, action, "cancelled", { finishedAt: now, outcome: { code: "denied", params: {} } });
      await moveIncident(ctx, tx, incident, "investigating", { humanTouched: true, diagnoseAt: null });
    }
    return null;
  });
  await ctx.bus.announceEvents();
  if (refusal !== null) return refusal();
  return present(ctx.db, input.id);
}

type Locked = Awaited<ReturnType<typeof lockAll>>;

async function expire(ctx: Ctx, tx: Transaction, { approval, action, incident }: Locked): Promise<ApprovalRow> {
  const settled = await moveApproval(ctx, tx, approval, "expired", { decidedAt: ctx.now() });
  await moveAction(ctx, tx, action, "cancelled", { finishedAt: ctx.now(), outcome: { code: "expired", params: {} } });
  if (incident.status === "awaiting_approval") await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: null });
  return settled;
}

/** Denies an approval whose time is up; harmless when it was answered meanwhile. Returns whether it expired now. */
export async function expireApproval(ctx: Ctx, input: { id: string }): Promise<boolean> {
  const expired = await ctx.db.transaction(async (tx) => {
    const locked = await lockAll(tx, input.id);
    if (locked.approval.status !== "pending" || locked.approval.expiresAt > ctx.now()) return false;
    await expire(ctx, tx, locked);
    return true;
  });
  if (expired) await ctx.bus.announceEvents();
  return expired;
}

/**
 * Takes an approval back before its action starts; it is pending again, with its old deadline.
 * @throws {Rejected} 403 role, 404, 409 when it is not approved or has started, 410 when the undo time is over
 */
export async function undoApproval(ctx: Ctx, input: { id: string; role: Role }): Promise<Approval> {
  await ctx.db.transaction(async (tx) => {
    const { incident, action, approval } = await lockAll(tx, input.id);
    if (!mayDecide(input.role, action.risk)) throw new Rejected("forbidden", `Your role may not decide a ${action.risk} risk.`);
    if (approval.status !== "approved" || action.status !== "approved") throw new Rejected("already_settled", "There is nothing to take back: it has started or was never approved.", { current: await present(tx, approval.id) });
    if (approval.executeAfter === null || approval.executeAfter <= ctx.now()) throw new Rejected("expired", "The time to take it back is over.", { current: await present(tx, approval.id) });
    await moveApproval(ctx, tx, approval, "pending", { decidedAt: null, decidedBy: null, channel: null, reason: null, executeAfter: null }, { code: "undone", params: {} });
    await moveAction(ctx, tx, action, "proposed", { executeAfter: null });
    if (incident.status !== "awaiting_approval") await moveIncident(ctx, tx, incident, "awaiting_approval");
  });
  await ctx.bus.announceEvents();
  return present(ctx.db, input.id);
}
