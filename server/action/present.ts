import type { Action } from "@/lib/contracts/action";
import type { ActionRow } from "./change";

/** A stored action in the words of the contract. */
export function presentAction(row: ActionRow): Action {
  return {
    id: row.id,
    version: row.version,
    origin: row.origin,
    incidentId: row.incidentId,
    decisionId: row.decisionId,
    status: row.status,
    tool: row.tool,
    args: { ...row.args },
    argsHash: row.argsHash,
    effectiveArgs: row.effectiveArgs === null ? null : { ...row.effectiveArgs },
    effectiveArgsHash: row.effectiveArgsHash,
    target: row.target,
    diff: [...row.diff],
    risk: row.risk,
    policy: row.policy,
    automatic: row.automatic,
    createdAt: row.createdAt.toISOString(),
    executeAfter: row.executeAfter?.toISOString() ?? null,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    outcome: row.outcome,
    steps: row.steps === null ? null : [...row.steps],
  };
}
