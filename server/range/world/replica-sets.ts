import type { Pod, ReplicaSet } from "./objects";
import { isAlive, isReady, podsOf } from "./pod-state";
import { recordEvent } from "./record-event";
import type { World } from "./world";

const component = "replicaset-controller";

/** Brings every ReplicaSet to its wanted number of pods and writes its status. */
export function reconcileReplicaSets(world: World): void {
  for (const set of world.store.list("replicasets")) {
    const alive = podsOf(world, set).filter(isAlive);
    for (let missing = set.spec.replicas - alive.length; missing > 0; missing--) createPod(world, set);
    const surplus = [...alive].sort(expendableFirst).slice(0, Math.max(0, alive.length - set.spec.replicas));
    for (const pod of surplus) {
      beginDeletion(world, pod);
      recordEvent(world, set, { type: "Normal", reason: "SuccessfulDelete", message: `Deleted pod: ${pod.metadata.name}`, component });
    }
    writeStatus(world, set);
  }
}

/** Marks a pod as going; the kubelet removes it a moment later. */
export function beginDeletion(world: World, pod: Pod): void {
  world.store.edit("pods", pod, (draft) => {
    draft.metadata.deletionTimestamp = world.timestamp;
    draft.metadata.deletionGracePeriodSeconds = 30;
  });
  recordEvent(world, pod, {
    type: "Normal",
    reason: "Killing",
    message: `Stopping container ${pod.spec.containers[0]?.name ?? ""}`,
    component: "kubelet",
  });
}

function createPod(world: World, set: ReplicaSet): void {
  const { metadata, spec } = set.spec.template;
  const name = `${set.metadata.name}-${world.identity.suffix(5)}`;
  const owner = {
    apiVersion: set.apiVersion,
    kind: set.kind,
    name: set.metadata.name,
    uid: set.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  world.store.create("pods", {
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: metadata?.labels,
      annotations: metadata?.annotations,
      ownerReferences: [owner],
    },
    spec: { ...spec, containers: spec?.containers ?? [] },
    status: { phase: "Pending", qosClass: "Burstable" },
  });
  recordEvent(world, set, { type: "Normal", reason: "SuccessfulCreate", message: `Created pod: ${name}`, component });
}

function writeStatus(world: World, set: ReplicaSet): void {
  const alive = podsOf(world, set).filter(isAlive);
  const ready = alive.filter(isReady).length;
  const current = world.store.get("replicasets", set.metadata.namespace, set.metadata.name);
  if (current === undefined) return;
  const status = {
    replicas: alive.length,
    fullyLabeledReplicas: alive.length,
    ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
    observedGeneration: current.metadata.generation,
  };
  world.store.replace("replicasets", { ...current, status });
}

/** Not ready before ready, then younger before older: the order in which Kubernetes gives pods up. */
function expendableFirst(a: Pod, b: Pod): number {
  if (isReady(a) !== isReady(b)) return isReady(a) ? 1 : -1;
  return Date.parse(b.metadata.creationTimestamp) - Date.parse(a.metadata.creationTimestamp);
}
