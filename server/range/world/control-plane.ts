import { reconcileDeployments, reportDeployments } from "./deployments";
import { advancePods } from "./kubelet";
import { expireEvents } from "./record-event";
import { reconcileReplicaSets } from "./replica-sets";
import type { World } from "./world";

/** Lets every controller of the cluster act once; one call is one second of cluster time. */
export function runControllers(world: World): void {
  advancePods(world);
  reconcileReplicaSets(world);
  reconcileDeployments(world);
  reconcileReplicaSets(world);
  reportDeployments(world);
  expireEvents(world);
}
