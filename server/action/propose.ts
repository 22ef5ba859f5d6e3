import type { ActionCall } from "@/lib/contracts/action";
import { newId } from "@/lib/ids";
import { targetKeyOf } from "../decision/compute-blast-radius";
import { appendEvents } from "../event/append";
import type { Preview } from "../executors/port";
import type { IncidentRow } from "../incident/change";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import type { Assessment } from "./assess";
import type { ActionRow } from "./change";
import { hashCall } from "./hash-call";
import { actions, isLive } from "./table";

/** What freezing needs of an assessment; the facts may be absent for what was not weighed by code of today. */
type Weighed = Pick<Assessment, "blastRadius" | "risk" | "policy"> & Partial<Pick<Assessment, "riskFacts" | "policyFacts">>;

/** Another incident's repair of the same target is proposed or under way; two at once would each work on what the other changes. */
export class TargetInRepair extends Rejected {
  constructor(readonly call: ActionCall) {
    super("conflict", `Another repair of ${call.args.name} is proposed or under way.`);
  }
}

/**
 * Freezes a repair: its arguments, their hash, the target as it is now, and what a dry run says it would change. A
 * forbidden one is kept as cancelled, so that the commander sees what would have been done.
 * @throws {TargetInRepair} when its target has a live repair already, also one proposed at the same moment
 */
export async function proposeAction(ctx: Ctx, tx: Transaction, input: { incident: IncidentRow; decisionId: string; call: ActionCall; preview: Preview; assessment: Weighed }): Promise<ActionRow> {
  const { incident, call, preview, assessment } = input;
  const { verdict } = assessment.policy;
  const now = await ctx.databaseNow(tx);
  const [row] = await tx
    .insert(actions)
    .values({
      id: newId("action"),
      origin: incident.origin,
      incidentId: incident.id,
      decisionId: input.decisionId,
      status: verdict === "allow" ? "approved" : verdict === "ask" ? "proposed" : "cancelled",
      tool: call.tool,
      args: call.args,
      argsHash: hashCall(call),
      targetKey: targetKeyOf(call),
      target: preview.target,
      diff: preview.diff,
      risk: assessment.risk.tier,
      policy: assessment.policy,
      policyFacts: assessment.policyFacts ?? null,
      riskFacts: assessment.riskFacts ?? null,
      steps: preview.steps?.map((code) => ({ code, tickedAt: null, tickedBy: null })) ?? null,
      automatic: verdict === "allow",
      createdAt: now,
      executeAfter: verdict === "allow" ? now : null,
      finishedAt: verdict === "forbid" ? now : null,
      outcome: verdict === "forbid" ? { code: "forbidden", params: { rule: assessment.policy.whyNotAuto.find(({ outcome }) => outcome === "forbid")?.rule ?? "" } } : null,
    })
    .onConflictDoNothing({ target: [actions.origin, actions.targetKey], where: isLive })
    .returning();
  if (row === undefined) throw new TargetInRepair(call);
  await appendEvents(ctx, tx, [{ type: "action.proposed", subject: { kind: "action", id: row.id }, incidentId: incident.id, origin: incident.origin, statement: { code: "action_proposed", params: { tool: call.tool, name: call.args.name, verdict, risk: assessment.risk.tier } } }]);
  return row;
}
