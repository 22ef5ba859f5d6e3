import type { Approval } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { amendApproval } from "./change";
import { lockAll, requireApproval } from "./lock";
import { mayDecide, reminderAt } from "./rules";

/**
 * Gives a waiting approval a later deadline, and a new reminder half-way to it. The deadline is absolute, so the same request twice
 * changes nothing the second time.
 * @throws {Rejected} 403 role, 404, 409 settled, 410 expired, 422 when it is not later or too late
 */
export async function extendApproval(ctx: Ctx, input: { id: string; role: Role; expiresAt: Date }): Promise<Approval> {
  const { expiresAt } = input;
  await ctx.db.transaction(async (tx) => {
    const { action, approval } = await lockAll(tx, input.id);
    const refuse = async (code: "already_settled" | "expired" | "unprocessable", message: string) => new Rejected(code, message, { current: await requireApproval(tx, approval.id), ...(code === "unprocessable" ? { issues: [{ path: "expiresAt", message }] } : {}) });
    if (!mayDecide(input.role, action.risk)) throw new Rejected("forbidden", `Your role may not decide a ${action.risk} risk.`);
    const now = await ctx.databaseNow(tx);
    if (approval.status === "expired" || (approval.status === "pending" && approval.expiresAt <= now)) throw await refuse("expired", "This approval has expired, which counts as no.");
    if (approval.status !== "pending") throw await refuse("already_settled", `This approval is ${approval.status}.`);
    if (expiresAt.getTime() === approval.expiresAt.getTime()) return;
    if (expiresAt < approval.expiresAt) throw await refuse("unprocessable", "An extension is later than the deadline that stands.");
    if (expiresAt.getTime() > approval.requestedAt.getTime() + tunables.approvalMaxLifeMs) throw await refuse("unprocessable", "A day after it was asked for is the latest; the world it was meant for is gone by then.");
    const seconds = Math.round((expiresAt.getTime() - now.getTime()) / 1000);
    await amendApproval(ctx, tx, approval, { expiresAt, remindAt: reminderAt(now, expiresAt) }, { type: "approval.extended", statement: { code: "extended", params: { seconds } } });
  });
  await ctx.bus.announceEvents();
  return requireApproval(ctx.db, input.id);
}
