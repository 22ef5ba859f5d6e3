import type { V1Pod } from "@kubernetes/client-node";
import type { PodState } from "@/server/evidence/port";

/** The controller that a pod belongs to. */
export function controllerOf(pod: V1Pod) {
  return pod.metadata?.ownerReferences?.find((owner) => owner.controller === true);
}

/** Restarts of all containers of a pod. */
export function restartsOf(pod: V1Pod): number {
  return (pod.status?.containerStatuses ?? []).reduce((sum, container) => sum + container.restartCount, 0);
}

/** Why a pod does not run, in the cluster's own word. A container that was only just created waits for nothing wrong. */
function waitingOf(pod: V1Pod): string | null {
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const reasons = containers.flatMap((container) => container.state?.waiting?.reason ?? []);
  const wrong = reasons.find((reason) => reason !== "ContainerCreating" && reason !== "PodInitializing");
  const unplaced = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled" && condition.status === "False");
  return wrong ?? (unplaced === undefined ? null : (unplaced.reason ?? "Unschedulable"));
}

/** One pod as the engine looks at it; `revision` is that of the ReplicaSet it belongs to. */
export function podState(pod: V1Pod, revision: number | null): PodState {
  const ends = (pod.status?.containerStatuses ?? []).flatMap((container) => container.lastState?.terminated ?? []);
  const last = ends.sort((a, b) => (b.finishedAt?.getTime() ?? 0) - (a.finishedAt?.getTime() ?? 0))[0];
  return {
    name: pod.metadata?.name ?? "",
    node: pod.spec?.nodeName ?? null,
    ready: pod.status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ?? false,
    terminating: pod.metadata?.deletionTimestamp !== undefined,
    restarts: restartsOf(pod),
    waiting: waitingOf(pod),
    lastTermination: last === undefined ? null : { reason: last.reason ?? "", exitCode: last.exitCode ?? null, at: last.finishedAt ?? null },
    revision,
  };
}
