import type { AnyObject, Pod, PodOwner } from "./objects";
import type { World } from "./world";

/** True when the pod counts: it is not on its way out. */
export function isAlive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined;
}

/** True when a kubelet has taken the pod on; its process may still be down between two restarts. */
export function isStarted(pod: Pod): boolean {
  return pod.status.phase === "Running";
}

/** True when the pod's process runs, whether or not it takes traffic yet. */
export function isRunning(pod: Pod): boolean {
  return isStarted(pod) && pod.status.containerStatuses?.[0]?.state?.running !== undefined;
}

/** True when the pod takes traffic. */
export function isReady(pod: Pod): boolean {
  return isAlive(pod) && (pod.status.conditions ?? []).some((condition) => condition.type === "Ready" && condition.status === "True");
}

/** The name of the service a pod belongs to. */
export function serviceOf(pod: Pod): string | undefined {
  return pod.metadata.labels?.["app"];
}

/** The image of a pod's only container. */
export function imageOf(pod: Pod): string | undefined {
  return pod.spec.containers[0]?.image;
}

/** True when the owner controls the object. */
export function isOwnedBy(object: AnyObject, owner: AnyObject): boolean {
  return (object.metadata.ownerReferences ?? []).some((reference) => reference.uid === owner.metadata.uid);
}

/** The pods an owner controls, dying ones included. */
export function podsOf(world: World, owner: PodOwner): Pod[] {
  return world.ownedPods(owner.metadata.uid);
}
