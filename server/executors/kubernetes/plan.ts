import { assertNever } from "@/lib/assert-never";
import type { ActionCall } from "@/lib/contracts/action";
import { Refused } from "@/server/executors/port";
import { revisionOf } from "@/server/platform/kubernetes";
import { replicasOperations, restartOperations, rollbackOperations, type PatchOperation } from "./patch";
import type { Target, Targets } from "./target";

/** What a call changes on its target as it is now. @throws {Refused} when the target is not in a state to take it; {Unavailable} */
export async function planChange(targets: Targets, call: ActionCall, { kind, live }: Target): Promise<PatchOperation[]> {
  if (live.metadata.deletionTimestamp) throw new Refused(`the ${kind} is being deleted`);
  if (live.spec.paused) throw new Refused(`the ${kind} is paused`);
  switch (call.tool) {
    case "restart":
      if (kind === "StatefulSet" && live.spec.updateStrategy?.type === "OnDelete") throw new Refused("the StatefulSet replaces its pods only when somebody deletes them");
      return restartOperations(live, new Date());
    case "rollback":
      if (revisionOf(live.metadata.annotations) === call.args.toRevision) throw new Refused(`revision ${call.args.toRevision} is running already`);
      return rollbackOperations(live, await targets.readRevision(call, call.args.toRevision));
    case "scale":
      if (call.args.toReplicas === call.args.fromReplicas) throw new Refused("it has that many replicas already");
      if ((live.spec.replicas ?? 1) !== call.args.fromReplicas) throw new Refused(`it has ${live.spec.replicas ?? 1} replicas, not ${call.args.fromReplicas}`);
      await targets.requireNoAutoscaler(call);
      return replicasOperations(live, call.args.toReplicas);
    case "silence":
    case "run_playbook":
      throw new Refused(`${call.tool} is no change of a cluster`);
    default:
      return assertNever(call);
  }
}

/** The number that takes a change back: the replicas or the revision before it; null for what leaves nothing to take back. */
export function valueBefore(call: ActionCall, { live }: Target): number | null {
  switch (call.tool) {
    case "scale":
      return live.spec.replicas ?? 1;
    case "rollback":
      return revisionOf(live.metadata.annotations) || null;
    case "restart":
    case "silence":
    case "run_playbook":
      return null;
    default:
      return assertNever(call);
  }
}

/** What takes a change back, to the number that `valueBefore` gave. @throws {Refused} when it cannot be; {Unavailable} */
export async function planRevert(targets: Targets, call: ActionCall, { live }: Target, value: number): Promise<PatchOperation[]> {
  switch (call.tool) {
    case "scale":
      await targets.requireNoAutoscaler(call);
      return replicasOperations(live, value);
    case "rollback":
      return rollbackOperations(live, await targets.readRevision(call, value));
    case "restart":
    case "silence":
    case "run_playbook":
      throw new Refused(`a ${call.tool} cannot be taken back`);
    default:
      return assertNever(call);
  }
}
