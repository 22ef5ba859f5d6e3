import { actionStatus, type ActionStatus } from "@/lib/contracts/action";

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

/** The statuses of work that is not over: something still leads out of them. */
export const liveStatuses: readonly ActionStatus[] = actionStatus.options.filter((status) => transitions[status].length > 0);

/** Whether an action may go from one status to another. */
export function mayBecome(from: ActionStatus, to: ActionStatus): boolean {
  return transitions[from].includes(to);
}
