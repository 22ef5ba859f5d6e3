import { and, eq, sql } from "drizzle-orm";
import type { ActionCall, ActionStatus, PlaybookStep } from "@/lib/contracts/action";
import { actionCall } from "@/lib/contracts/action";
import type { Statement } from "@/lib/contracts/common";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Fenced } from "../platform/errors";
import { mayBecome } from "./rules";
import { actions } from "./table";

export type ActionRow = typeof actions.$inferSelect;

/** What else changes together with a status. */
export type ActionPatch = Partial<Pick<ActionRow, "executeAfter" | "startedAt" | "mayHaveRunAt" | "verifyUntil" | "finishedAt" | "outcome" | "leaseToken" | "leaseUntil" | "effectiveArgs" | "effectiveArgsHash" | "steps">>;

const eventTypes: Readonly<Partial<Record<ActionStatus, string>>> = {
  approved: "action.approved",
  running: "action.started",
  verifying: "action.executed",
  succeeded: "action.verified",
  failed: "action.failed",
  cancelled: "action.cancelled",
  outcome_unknown: "action.outcome_unknown",
  rolled_back: "action.rolled_back",
};

/** Locks an action until the transaction ends. */
export async function lockAction(tx: Transaction, id: string): Promise<ActionRow | null> {
  const [row] = await tx.select().from(actions).where(eq(actions.id, id)).for("update");
  return row ?? null;
}

/** The frozen call of a row, checked against the closed registry once more. */
export function frozenCallOf(row: Pick<ActionRow, "tool" | "args">): ActionCall {
  return actionCall.parse({ tool: row.tool, args: row.args });
}

/** The call that runs: as an approval narrowed it, else as it was frozen. */
export function callOf(row: Pick<ActionRow, "tool" | "args" | "effectiveArgs">): ActionCall {
  return actionCall.parse({ tool: row.tool, args: row.effectiveArgs ?? row.args });
}

/**
 * Moves an action to a status with one event. With `leaseToken` only its holder may: anyone else is fenced off.
 * @throws {Fenced} when the status or the lease is not what the caller believes, so that its transaction is undone
 * @throws {Error} when the life cycle forbids the step
 */
export async function moveAction(ctx: Ctx, tx: Transaction, action: ActionRow, to: ActionStatus, patch: ActionPatch = {}, held?: { readonly leaseToken: string }): Promise<ActionRow> {
  if (held !== undefined && action.leaseToken !== held.leaseToken) throw new Fenced(action.id);
  if (!mayBecome(action.status, to)) throw new Error(`action ${action.id} cannot go from ${action.status} to ${to}`);
  const [row] = await tx
    .update(actions)
    .set({ ...patch, status: to, version: sql`${actions.version} + 1` })
    .where(and(eq(actions.id, action.id), eq(actions.status, action.status), held === undefined ? undefined : eq(actions.leaseToken, held.leaseToken)))
    .returning();
  if (row === undefined) throw new Fenced(action.id);
  const type = eventTypes[to];
  const statement: Statement = patch.outcome ?? { code: `action_${to}`, params: { tool: action.tool, name: callOf(action).args.name } };
  if (type !== undefined) await appendEvents(ctx, tx, [{ type, subject: { kind: "action", id: action.id }, incidentId: action.incidentId, origin: action.origin, statement }]);
  return row;
}

/** Writes down which steps of a locked playbook are ticked. @throws {Fenced} when it moved on */
export async function setSteps(tx: Transaction, action: ActionRow, steps: readonly PlaybookStep[]): Promise<ActionRow> {
  const [row] = await tx
    .update(actions)
    .set({ steps, version: sql`${actions.version} + 1` })
    .where(and(eq(actions.id, action.id), eq(actions.status, action.status)))
    .returning();
  if (row === undefined) throw new Fenced(action.id);
  return row;
}
