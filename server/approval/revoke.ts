import type { Approval } from "@/lib/contracts/approval";
import { moveIncident } from "../incident/change";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { lockAll, requireApproval } from "./lock";
import { withdrawAction } from "./withdraw";

/**
 * Withdraws for good what was approved and has not started; the incident waits for people. Revoking twice changes nothing.
 * @throws {Rejected} 404, 409 when it was not approved or has started
 */
export async function revokeApproval(ctx: Ctx, input: { id: string }): Promise<Approval> {
  await ctx.db.transaction(async (tx) => {
    const { incident, action, approval } = await lockAll(tx, input.id);
    if (approval.status === "revoked") return;
    if (approval.status !== "approved" || action.status !== "approved") throw new Rejected("already_settled", "There is nothing to revoke: it has started or was never approved.", { current: await requireApproval(tx, approval.id) });
    await withdrawAction(ctx, tx, action, { code: "revoked", params: {} });
    await moveIncident(ctx, tx, incident, "investigating", { humanTouched: true, diagnoseAt: null });
  });
  await ctx.bus.announceEvents();
  return requireApproval(ctx.db, input.id);
}
