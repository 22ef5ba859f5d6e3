import type { V1DaemonSet, V1Deployment, V1Pod, V1ReplicaSet, V1StatefulSet } from "@kubernetes/client-node";
import type { WorkloadState } from "@/server/evidence/port";
import { revisionOf } from "@/server/platform/kubernetes";
import { controllerOf, podState, restartsOf } from "./pods";
import { imagesOf, revisionsOf, templateSince } from "./revisions";
import { isStateful } from "./stateful";

/** A workload with all pods its selector finds, as the cluster listed them; only a Deployment has ReplicaSets. */
export type WorkloadParts = {
  readonly cluster: string;
  readonly pods: readonly V1Pod[];
  readonly autoscaler: WorkloadState["autoscaler"];
  readonly observedAt: Date;
} & (
  | { readonly kind: "deployment"; readonly deployment: V1Deployment; readonly replicaSets: readonly V1ReplicaSet[] }
  | { readonly kind: "statefulset"; readonly statefulSet: V1StatefulSet }
  | { readonly kind: "daemonset"; readonly daemonSet: V1DaemonSet }
);

/** The parts as one state. Counts come from the workload's status, so they belong to `observedGeneration`; an absent count is zero. */
export function workloadState(parts: WorkloadParts): WorkloadState {
  switch (parts.kind) {
    case "deployment":
      return deploymentState(parts);
    case "statefulset":
      return statefulSetState(parts);
    case "daemonset":
      return daemonSetState(parts);
  }
}

type Shared = "entity" | "uid" | "generation" | "images" | "stateful" | "restartCount" | "pods" | "autoscaler" | "observedAt";

function shared(parts: WorkloadParts, { metadata, spec }: V1Deployment | V1StatefulSet | V1DaemonSet, ownPods: readonly V1Pod[], revisionOfPod: (pod: V1Pod) => number | null): Pick<WorkloadState, Shared> {
  return {
    entity: { cluster: parts.cluster, kind: "workload", namespace: metadata?.namespace ?? "", name: metadata?.name ?? "" },
    uid: metadata?.uid ?? "",
    generation: metadata?.generation ?? 0,
    images: imagesOf(spec?.template.spec),
    stateful: parts.kind === "statefulset" || isStateful(metadata, spec?.template.spec),
    restartCount: ownPods.reduce((sum, pod) => sum + restartsOf(pod), 0),
    pods: ownPods.map((pod) => podState(pod, revisionOfPod(pod))),
    autoscaler: parts.autoscaler,
    observedAt: parts.observedAt,
  };
}

function deploymentState(parts: Extract<WorkloadParts, { kind: "deployment" }>): WorkloadState {
  const { deployment, replicaSets, pods } = parts;
  const { metadata, spec, status } = deployment;
  const revisionByUid = new Map(replicaSets.map((set) => [set.metadata?.uid, revisionOf(set.metadata?.annotations)]));
  const ownPods = pods.filter((pod) => revisionByUid.has(controllerOf(pod)?.uid));
  return {
    ...shared(parts, deployment, ownPods, (pod) => revisionByUid.get(controllerOf(pod)?.uid) ?? null),
    kind: "deployment",
    observedGeneration: status?.observedGeneration ?? 0,
    currentRevision: revisionOf(metadata?.annotations),
    desired: spec?.replicas ?? 1,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    total: status?.replicas ?? 0,
    strategy: spec?.strategy?.type === "Recreate" ? "recreate" : "rolling",
    revisions: revisionsOf(replicaSets),
    templateSince: templateSince(deployment, replicaSets, ownPods),
  };
}

/** Their revisions are kept as ControllerRevisions, which hold no images; the oldest pod of the newest template says when it took over. */
function takeOver(metadata: { creationTimestamp?: Date } | undefined, pods: readonly V1Pod[], hash: string | undefined): Date {
  const times = pods.filter((pod) => hash === undefined || pod.metadata?.labels?.["controller-revision-hash"] === hash).flatMap((pod) => pod.metadata?.creationTimestamp?.getTime() ?? []);
  return times.length > 0 ? new Date(Math.min(...times)) : (metadata?.creationTimestamp ?? new Date(0));
}

function statefulSetState(parts: Extract<WorkloadParts, { kind: "statefulset" }>): WorkloadState {
  const { statefulSet, pods } = parts;
  const { metadata, spec, status } = statefulSet;
  const ownPods = pods.filter((pod) => controllerOf(pod)?.uid === metadata?.uid);
  return {
    ...shared(parts, statefulSet, ownPods, () => null),
    kind: "statefulset",
    observedGeneration: status?.observedGeneration ?? 0,
    currentRevision: 0,
    desired: spec?.replicas ?? 1,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    total: status?.replicas ?? 0,
    strategy: "ordered",
    revisions: [],
    templateSince: takeOver(metadata, ownPods, status?.updateRevision),
  };
}

function daemonSetState(parts: Extract<WorkloadParts, { kind: "daemonset" }>): WorkloadState {
  const { daemonSet, pods } = parts;
  const { metadata, status } = daemonSet;
  const ownPods = pods.filter((pod) => controllerOf(pod)?.uid === metadata?.uid);
  return {
    ...shared(parts, daemonSet, ownPods, () => null),
    kind: "daemonset",
    observedGeneration: status?.observedGeneration ?? 0,
    currentRevision: 0,
    desired: status?.desiredNumberScheduled ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    available: status?.numberAvailable ?? 0,
    total: status?.currentNumberScheduled ?? 0,
    strategy: "ordered",
    revisions: [],
    templateSince: takeOver(metadata, ownPods, undefined),
  };
}
