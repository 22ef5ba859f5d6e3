import type { V1Deployment, V1Pod, V1PodSpec, V1ReplicaSet } from "@kubernetes/client-node";
import type { Revision, WorkloadState } from "@/server/evidence/port";
import { changeCauseAnnotation, revisionOf } from "@/server/platform/kubernetes";
import { isStateful } from "./stateful";

/** A Deployment, its ReplicaSets and all pods its selector finds, as the cluster listed them. */
export interface WorkloadParts {
  readonly cluster: string;
  readonly deployment: V1Deployment;
  readonly replicaSets: readonly V1ReplicaSet[];
  readonly pods: readonly V1Pod[];
  readonly observedAt: Date;
}

/** The parts as one state. Counts come from the Deployment's status, so they belong to `observedGeneration`; an absent count is zero. */
export function workloadState({ cluster, deployment, replicaSets, pods, observedAt }: WorkloadParts): WorkloadState {
  const { metadata, spec, status } = deployment;
  const currentRevision = revisionOf(metadata?.annotations);
  const uids = new Set(replicaSets.map((set) => set.metadata?.uid));
  const ownPods = pods.filter((pod) => uids.has(controllerOf(pod)?.uid));
  return {
    entity: { cluster, kind: "workload", namespace: metadata?.namespace ?? "", name: metadata?.name ?? "" },
    uid: metadata?.uid ?? "",
    generation: metadata?.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? 0,
    currentRevision,
    desired: spec?.replicas ?? 1,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    total: status?.replicas ?? 0,
    images: imagesOf(spec?.template.spec),
    stateful: isStateful(metadata, spec?.template.spec),
    revisions: replicaSets
      .map(revision)
      .filter((known) => known.revision > 0)
      .sort((a, b) => b.revision - a.revision),
    templateSince: templateSince(deployment, replicaSets, ownPods),
    restartCount: ownPods.flatMap((pod) => pod.status?.containerStatuses ?? []).reduce((sum, container) => sum + container.restartCount, 0),
    observedAt,
  };
}

function revision({ metadata, spec, status }: V1ReplicaSet): Revision {
  return {
    revision: revisionOf(metadata?.annotations),
    createdAt: createdAt(metadata),
    images: imagesOf(spec?.template?.spec),
    changeCause: metadata?.annotations?.[changeCauseAnnotation] ?? null,
    replicas: status?.replicas ?? 0,
  };
}

/**
 * When the running template took over. A restart or a new release makes a new ReplicaSet, whose creation is that moment. A rollback
 * re-uses an old ReplicaSet with its old creation time; it shows by the controller's `revision-history` annotation, or by another
 * ReplicaSet that is younger. The take-over then lies
 * - after the creation of the youngest other ReplicaSet, which it replaced, and
 * - before both the oldest pod of the re-used set (it was scaled up again from zero, unless the roll-back came mid-rollout) and the last
 *   update of the `Progressing` condition, which the controller leaves alone from the end of a roll-out to the start of the next;
 * the earliest of the latter, held to the former, is off by one roll-out at most. `Progressing` alone would be later, and pods alone
 * grow younger as they are replaced.
 */
export function templateSince(deployment: V1Deployment, replicaSets: readonly V1ReplicaSet[], pods: readonly V1Pod[]): Date {
  const currentRevision = revisionOf(deployment.metadata?.annotations);
  const current = replicaSets.find((set) => revisionOf(set.metadata?.annotations) === currentRevision);
  if (!current) return createdAt(deployment.metadata);
  const born = createdAt(current.metadata).getTime();
  const others = replicaSets.filter((set) => set !== current).map((set) => createdAt(set.metadata).getTime());
  const replaced = Math.max(born, ...others);
  const isReused = replaced > born || current.metadata?.annotations?.["deployment.kubernetes.io/revision-history"] !== undefined;
  if (!isReused) return new Date(born);
  const progressing = deployment.status?.conditions?.find((condition) => condition.type === "Progressing")?.lastUpdateTime;
  const podTimes = pods.filter((pod) => controllerOf(pod)?.uid === current.metadata?.uid).map((pod) => createdAt(pod.metadata).getTime());
  const upper = [...podTimes, ...(progressing ? [progressing.getTime()] : [])];
  return new Date(upper.length > 0 ? Math.max(replaced, Math.min(...upper)) : replaced);
}

/** The controller that a pod belongs to. */
export function controllerOf(pod: V1Pod) {
  return pod.metadata?.ownerReferences?.find((owner) => owner.controller === true);
}

function imagesOf(pod: V1PodSpec | undefined): string[] {
  return (pod?.containers ?? []).map((container) => container.image ?? "");
}

function createdAt(metadata: { creationTimestamp?: Date } | undefined): Date {
  return metadata?.creationTimestamp ?? new Date(0);
}
