import type { Approval } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import { moveAction } from "../action/change";
import { moveIncident } from "../incident/change";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { moveApproval } from "./change";
import { lockAll, requireApproval } from "./lock";
import { mayDecide } from "./rules";

/**
 * Takes an approval back before its action starts; it is pending again, with its old deadline and its whole plan, and no late copy of
 * an answer that was taken back can answer it.
 * @throws {Rejected} 403 role, 404, 409 when it is not approved or has started, 410 when the undo time is over
 */
export async function undoApproval(ctx: Ctx, input: { id: string; role: Role }): Promise<Approval> {
  await ctx.db.transaction(async (tx) => {
    const { incident, action, approval } = await lockAll(tx, input.id);
    if (!mayDecide(input.role, action.risk)) throw new Rejected("forbidden", `Your role may not decide a ${action.risk} risk.`);
    if (approval.status !== "approved" || action.status !== "approved") throw new Rejected("already_settled", "There is nothing to take back: it has started or was never approved.", { current: await requireApproval(tx, approval.id) });
    if (approval.executeAfter === null || approval.executeAfter <= (await ctx.databaseNow(tx))) throw new Rejected("expired", "The time to take it back is over.", { current: await requireApproval(tx, approval.id) });
    const used = [approval.idempotencyKey, approval.firstApproval?.idempotencyKey].filter((key) => key !== null && key !== undefined);
    const open = { decidedAt: null, decidedBy: null, channel: null, reason: null, executeAfter: null, idempotencyKey: null, firstApproval: null };
    await moveApproval(ctx, tx, approval, "pending", { ...open, takenBackKeys: [...approval.takenBackKeys, ...used] }, { code: "undone", params: {} });
    await moveAction(ctx, tx, action, "proposed", { executeAfter: null, effectiveArgs: null, effectiveArgsHash: null });
    if (incident.status !== "awaiting_approval") await moveIncident(ctx, tx, incident, "awaiting_approval");
  });
  await ctx.bus.announceEvents();
  return requireApproval(ctx.db, input.id);
}
