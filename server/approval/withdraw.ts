import { and, eq, inArray } from "drizzle-orm";
import type { Statement } from "@/lib/contracts/common";
import { lockAction, moveAction, type ActionRow } from "../action/change";
import { actions } from "../action/table";
import { lockIncident, moveIncident, type IncidentPatch } from "../incident/change";
import { isSettled } from "../incident/rules";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { lockApprovalOf, moveApproval } from "./change";

/** Voids an action that has not started, with its approval; returns false when it has started or is settled. The incident must be locked. */
export async function withdrawAction(ctx: Ctx, tx: Transaction, action: ActionRow, outcome: Statement): Promise<boolean> {
  if (action.status !== "proposed" && action.status !== "approved") return false;
  await moveAction(ctx, tx, action, "cancelled", { finishedAt: ctx.now(), outcome });
  const approval = await lockApprovalOf(tx, action.id);
  if (approval !== null && (approval.status === "pending" || approval.status === "approved")) await moveApproval(ctx, tx, approval, "superseded", {}, outcome);
  return true;
}

/** The action of an incident that is not finished, locked, or null. The incident must be locked. */
export async function lockUnfinishedAction(tx: Transaction, incidentId: string): Promise<ActionRow | null> {
  const [row] = await tx.select({ id: actions.id }).from(actions).where(and(eq(actions.incidentId, incidentId), inArray(actions.status, ["proposed", "approved", "running", "verifying"])));
  return row === undefined ? null : lockAction(tx, row.id);
}

/**
 * Settles incidents whose alerts all ended. One whose action is under way is left to its verification; what was only proposed is
 * withdrawn, and the incident counts as settled by its source.
 */
export async function settleQuietIncidents(ctx: Ctx, tx: Transaction, incidentIds: readonly string[]): Promise<void> {
  for (const id of [...incidentIds].sort()) {
    const incident = await lockIncident(tx, id);
    if (incident === null || isSettled(incident.status) || incident.firingCount > 0) continue;
    const action = await lockUnfinishedAction(tx, id);
    if (action !== null && !(await withdrawAction(ctx, tx, action, { code: "alerts_resolved_before", params: {} }))) continue;
    const patch: IncidentPatch = { settledBy: incident.humanTouched ? "human" : "source", diagnoseAt: null, leaseToken: null, leaseUntil: null };
    await moveIncident(ctx, tx, incident, "resolved", patch);
  }
}
