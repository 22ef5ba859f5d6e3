import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { ActionCall, ActionStatus } from "@/lib/contracts/action";

/**
 * Life cycle of an action. `running` holds a lease, but for a playbook, which waits there for its ticks; what happened after
 * `mayHaveRunAt` and before `verifying` is only known when the target says so, else it is `outcome_unknown`, which nothing leaves.
 * `rolled_back` ran, did not help, and was taken back. Written only by `server/action`.
 */
const transitions: Readonly<Record<ActionStatus, readonly ActionStatus[]>> = {
  proposed: ["approved", "cancelled"],
  approved: ["proposed", "running", "cancelled"],
  running: ["approved", "verifying", "cancelled", "failed", "outcome_unknown"],
  verifying: ["succeeded", "failed", "rolled_back"],
  succeeded: [],
  failed: [],
  rolled_back: [],
  cancelled: [],
  outcome_unknown: [],
};

/** Whether an action may go from one status to another. */
export function mayBecome(from: ActionStatus, to: ActionStatus): boolean {
  return transitions[from].includes(to);
}

/** SHA-256 (hex) of the RFC 8785 JSON of `{tool, args}`: equal calls have equal hashes whatever their key order. */
export function hashCall(call: ActionCall): string {
  return createHash("sha256").update(canonicalize({ tool: call.tool, args: call.args }) ?? "").digest("hex");
}
