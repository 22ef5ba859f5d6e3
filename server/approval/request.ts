import type { ActionRow } from "../action/change";
import { callOf } from "../action/change";
import type { Hypothesis } from "../decision/rules/causes";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import { newId } from "@/lib/ids";
import { consequencesOf } from "./rules";
import { approvals } from "./table";

/** Asks the humans about a proposed action; one action is asked about once. */
export async function requestApproval(ctx: Ctx, tx: Transaction, input: { action: ActionRow; hypothesis: Hypothesis }): Promise<string> {
  const { action } = input;
  const id = newId("approval");
  const now = ctx.now();
  await tx.insert(approvals).values({
    id,
    origin: action.origin,
    actionId: action.id,
    incidentId: action.incidentId,
    decisionId: action.decisionId,
    status: "pending",
    requestedAt: now,
    expiresAt: new Date(now.getTime() + tunables.approvalTtlMs),
    consequences: consequencesOf(callOf(action), input.hypothesis),
    updatedAt: now,
  });
  await appendEvents(ctx, tx, [{ type: "approval.created", subject: { kind: "approval", id }, incidentId: action.incidentId, origin: action.origin, statement: { code: "approval_created", params: { tool: action.tool, risk: action.risk } } }]);
  return id;
}
