import { and, eq, sql } from "drizzle-orm";
import type { ApprovalStatus } from "@/lib/contracts/approval";
import type { Statement } from "@/lib/contracts/common";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Fenced } from "../platform/errors";
import { mayBecome } from "./rules";
import { approvals } from "./table";

export type ApprovalRow = typeof approvals.$inferSelect;
export type ApprovalPatch = Partial<Pick<ApprovalRow, "decidedAt" | "decidedBy" | "channel" | "reason" | "executeAfter" | "idempotencyKey" | "takenBackKeys" | "firstApproval" | "expiresAt" | "remindAt">>;

const eventTypes: Readonly<Record<ApprovalStatus, string>> = {
  pending: "approval.undone",
  approved: "approval.decided",
  denied: "approval.decided",
  expired: "approval.expired",
  superseded: "approval.superseded",
  revoked: "approval.revoked",
};

/** Locks the approval of an action, if it has one, until the transaction ends. */
export async function lockApprovalOf(tx: Transaction, actionId: string): Promise<ApprovalRow | null> {
  const [row] = await tx.select().from(approvals).where(eq(approvals.actionId, actionId)).for("update");
  return row ?? null;
}

/**
 * Moves an approval to a status with exactly one event.
 * @throws {Fenced} when it is no longer in the status the caller saw
 */
export async function moveApproval(ctx: Ctx, tx: Transaction, approval: ApprovalRow, to: ApprovalStatus, patch: ApprovalPatch, statement?: Statement): Promise<ApprovalRow> {
  if (!mayBecome(approval.status, to)) throw new Error(`approval ${approval.id} cannot go from ${approval.status} to ${to}`);
  const [row] = await tx
    .update(approvals)
    .set({ ...patch, status: to, version: sql`${approvals.version} + 1`, updatedAt: await ctx.databaseNow(tx) })
    .where(and(eq(approvals.id, approval.id), eq(approvals.status, approval.status)))
    .returning();
  if (row === undefined) throw new Fenced(approval.id);
  await appendEvents(ctx, tx, [
    { type: eventTypes[to], subject: { kind: "approval", id: approval.id }, incidentId: approval.incidentId, origin: approval.origin, statement: statement ?? { code: `approval_${to}`, params: {} } },
  ]);
  return row;
}

/** Changes what is written on a waiting approval, with exactly one event, while its status stays. @throws {Fenced} when it moved on */
export async function amendApproval(ctx: Ctx, tx: Transaction, approval: ApprovalRow, patch: ApprovalPatch, event: { readonly type: string; readonly statement: Statement }): Promise<ApprovalRow> {
  const [row] = await tx
    .update(approvals)
    .set({ ...patch, version: sql`${approvals.version} + 1`, updatedAt: await ctx.databaseNow(tx) })
    .where(and(eq(approvals.id, approval.id), eq(approvals.status, approval.status)))
    .returning();
  if (row === undefined) throw new Fenced(approval.id);
  await appendEvents(ctx, tx, [{ ...event, subject: { kind: "approval", id: approval.id }, incidentId: approval.incidentId, origin: approval.origin }]);
  return row;
}
