import { and, eq } from "drizzle-orm";
import type { Statement } from "@/lib/contracts/common";
import { lockAction, moveAction, type ActionRow } from "../action/change";
import { readActionStates } from "../action/read-states";
import { actions, isLive } from "../action/table";
import type { IncidentRow } from "../incident/change";
import { holdUncertain, lockQuietIncidents, settleBySource } from "../incident/settle-quiet";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { lockApprovalOf, moveApproval } from "./change";

/** Whether nothing but people's ticks would go on: no hand of ours is ever at the target of a playbook. */
function waitsForTicks(action: ActionRow): boolean {
  return action.status === "running" && action.steps !== null && action.mayHaveRunAt !== null;
}

/**
 * Voids an action that has not started, with its approval: one that still waited is superseded, one that was given is revoked. With
 * `alsoPlaybooks` a playbook that waits for its ticks is given up, too. Returns false when it has started or is settled. The incident must be locked.
 */
export async function withdrawAction(ctx: Ctx, tx: Transaction, action: ActionRow, outcome: Statement, options: { readonly alsoPlaybooks?: boolean } = {}): Promise<boolean> {
  const givenUp = options.alsoPlaybooks === true && waitsForTicks(action);
  if (action.status !== "proposed" && action.status !== "approved" && !givenUp) return false;
  await moveAction(ctx, tx, action, "cancelled", { finishedAt: await ctx.databaseNow(tx), outcome });
  const approval = await lockApprovalOf(tx, action.id);
  if (approval?.status === "pending") await moveApproval(ctx, tx, approval, "superseded", {}, outcome);
  else if (approval?.status === "approved" && !givenUp) await moveApproval(ctx, tx, approval, "revoked", {}, outcome);
  return true;
}

/** The action of an incident that is not finished, locked, or null. The incident must be locked. */
export async function lockUnfinishedAction(tx: Transaction, incidentId: string): Promise<ActionRow | null> {
  const [row] = await tx.select({ id: actions.id }).from(actions).where(and(eq(actions.incidentId, incidentId), isLive));
  return row === undefined ? null : lockAction(tx, row.id);
}

/**
 * Settles incidents whose alerts all ended. One whose action is under way is left to its verification, and one that only looks
 * calm is held open; what was only proposed is withdrawn, and the incident counts as settled by its source.
 */
export async function settleQuietIncidents(ctx: Ctx, tx: Transaction, incidentIds: readonly string[], statement?: Statement): Promise<void> {
  const quiet = await lockQuietIncidents(tx, incidentIds);
  const states = await readActionStates(tx, quiet.map((incident) => incident.id));
  const waiting = new Map<string, ActionRow>();
  const idle: IncidentRow[] = [];
  for (const incident of quiet) {
    const action = states.has(incident.id) ? await lockUnfinishedAction(tx, incident.id) : null;
    if (action?.status === "running" || action?.status === "verifying") continue;
    if (action !== null) waiting.set(incident.id, action);
    idle.push(incident);
  }
  const certain = await holdUncertain(ctx, tx, idle);
  for (const { id } of certain) {
    const action = waiting.get(id);
    if (action !== undefined) await withdrawAction(ctx, tx, action, { code: "alerts_resolved_before", params: {} });
  }
  await settleBySource(ctx, tx, certain, statement);
}

/** Withdraws what was only proposed for incidents that were merged into others. */
export async function withdrawMerged(ctx: Ctx, tx: Transaction, incidentIds: readonly string[]): Promise<void> {
  for (const id of [...incidentIds].sort()) {
    const action = await lockUnfinishedAction(tx, id);
    if (action !== null) await withdrawAction(ctx, tx, action, { code: "incident_merged", params: {} });
  }
}
