import { newId } from "@/lib/ids";
import type { ActionRow } from "../action/change";
import { frozenCallOf } from "../action/change";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { shippedSettings } from "../policy/defaults";
import { readStandingPolicies } from "../policy/read";
import { consequencesOf, reminderAt, type Background } from "./rules";
import { approvals } from "./table";

/** Asks the humans about a proposed action, with a deadline by its risk; one action is asked about once. */
export async function requestApproval(ctx: Ctx, tx: Transaction, input: { action: ActionRow; hypothesis: Background }): Promise<string> {
  const { action } = input;
  const id = newId("approval");
  const now = await ctx.databaseNow(tx);
  const minutes = ((await readStandingPolicies(tx)).approval_expiry ?? shippedSettings.approval_expiry)[action.risk];
  const expiresAt = new Date(now.getTime() + minutes * 60_000);
  await tx.insert(approvals).values({
    id,
    origin: action.origin,
    actionId: action.id,
    incidentId: action.incidentId,
    decisionId: action.decisionId,
    status: "pending",
    requestedAt: now,
    expiresAt,
    remindAt: reminderAt(now, expiresAt),
    consequences: consequencesOf(frozenCallOf(action), input.hypothesis),
    updatedAt: now,
  });
  await appendEvents(ctx, tx, [{ type: "approval.created", subject: { kind: "approval", id }, incidentId: action.incidentId, origin: action.origin, statement: { code: "approval_created", params: { tool: action.tool, risk: action.risk } } }]);
  return id;
}
