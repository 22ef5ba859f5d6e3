import type { Pod, ReplicaSet } from "./objects";
import { beginDeletion, createPod } from "./pods";
import { isAlive, isReady, podsOf } from "./pod-state";
import { recordEvent } from "./record-event";
import type { World } from "./world";

const component = "replicaset-controller";

/** Brings every ReplicaSet to its wanted number of pods and writes its status. */
export function reconcileReplicaSets(world: World): void {
  for (const set of world.store.list("replicasets")) {
    const alive = podsOf(world, set).filter(isAlive);
    for (let missing = set.spec.replicas - alive.length; missing > 0; missing--) makePod(world, set);
    const surplus = alive.length - set.spec.replicas;
    for (const pod of surplus > 0 ? [...alive].sort(expendableFirst).slice(0, surplus) : []) {
      beginDeletion(world, pod);
      recordEvent(world, set, { type: "Normal", reason: "SuccessfulDelete", message: `Deleted pod: ${pod.metadata.name}`, component });
    }
    writeStatus(world, set);
  }
}

function makePod(world: World, set: ReplicaSet): void {
  const generateName = `${set.metadata.name}-`;
  createPod(world, set, set.spec.template, { name: `${generateName}${world.identity.suffix(5)}`, generateName }, component);
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
