import { reconcileDaemonSets } from "./daemon-sets";
import { reconcileDeployments, reportDeployments } from "./deployments";
import { advancePods } from "./kubelet";
import { watchNodes } from "./node-lifecycle";
import { healthyReality, type Reality } from "./reality";
import { expireEvents } from "./record-event";
import { reconcileReplicaSets } from "./replica-sets";
import { reconcileStatefulSets } from "./stateful-sets";
import type { World } from "./world";

/** Lets every kubelet and controller of the cluster act once; one call is one second of cluster time. */
export function runControllers(world: World, reality: Reality = healthyReality): void {
  watchNodes(world, reality);
  advancePods(world, reality);
  reconcileReplicaSets(world);
  reconcileDeployments(world);
  reconcileReplicaSets(world);
  reportDeployments(world);
  reconcileStatefulSets(world);
  reconcileDaemonSets(world);
  expireEvents(world);
}
