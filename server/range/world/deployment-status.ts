import type { Wire, Deployment } from "./objects";
import type { V1DeploymentCondition } from "@kubernetes/client-node";
import { findCurrentSet, replicaSetsOf } from "./revisions";
import type { World } from "./world";

type Condition = Wire<V1DeploymentCondition>;

/** Writes counts and conditions of a Deployment as its ReplicaSets report them. */
export function writeDeploymentStatus(world: World, deployment: Deployment): void {
  const sets = replicaSetsOf(world, deployment);
  const current = findCurrentSet(world, deployment);
  const total = (field: "replicas" | "readyReplicas" | "availableReplicas") => sets.reduce((sum, set) => sum + (set.status[field] ?? 0), 0);
  const available = total("availableReplicas");
  const updated = current?.status.replicas ?? 0;
  const desired = deployment.spec.replicas;
  const complete = updated === desired && total("replicas") === desired && available === desired;
  const counts = {
    replicas: total("replicas"),
    updatedReplicas: updated,
    readyReplicas: total("readyReplicas"),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, desired - available),
  };
  const conditions = [
    availability(available >= desired - (desired > 1 ? Math.floor(desired / 4) : 0)),
    progress(complete, current?.metadata.name ?? deployment.metadata.name),
  ];
  world.store.replace("deployments", {
    ...deployment,
    status: {
      observedGeneration: deployment.metadata.generation,
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      conditions: conditions.map((condition) => withTimes(world, deployment, condition)),
    },
  });
}

function availability(met: boolean): Condition {
  return met
    ? { type: "Available", status: "True", reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." }
    : { type: "Available", status: "False", reason: "MinimumReplicasUnavailable", message: "Deployment does not have minimum availability." };
}

function progress(complete: boolean, set: string): Condition {
  return complete
    ? { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable", message: `ReplicaSet "${set}" has successfully progressed.` }
    : { type: "Progressing", status: "True", reason: "ReplicaSetUpdated", message: `ReplicaSet "${set}" is progressing.` };
}

/** Keeps the times of a condition that did not change. */
function withTimes(world: World, deployment: Deployment, next: Condition): Condition {
  const known = deployment.status.conditions?.find((condition) => condition.type === next.type);
  const unchanged = known?.status === next.status && known.reason === next.reason && known.message === next.message;
  return {
    ...next,
    lastTransitionTime: known?.status === next.status ? known.lastTransitionTime : world.timestamp,
    lastUpdateTime: unchanged ? known?.lastUpdateTime : world.timestamp,
  };
}
