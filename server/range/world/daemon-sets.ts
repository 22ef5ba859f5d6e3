import type { DaemonSet } from "./objects";
import { beginDeletion, createPod } from "./pods";
import { isAlive, isReady, podsOf } from "./pod-state";
import { templateHash } from "./template";
import { revisionLabel } from "./stateful-sets";
import type { World } from "./world";

const component = "daemonset-controller";

/** Keeps one pod of every DaemonSet on every node, replacing one outdated pod at a time. */
export function reconcileDaemonSets(world: World): void {
  for (const set of world.store.list("daemonsets")) {
    const hash = templateHash(set.spec.template);
    const nodes = world.store.list("nodes").map((node) => node.metadata.name);
    const pods = podsOf(world, set);
    for (const node of nodes.filter((name) => !pods.some((pod) => pod.spec.nodeName === name))) {
      const identity = { name: `${set.metadata.name}-${world.identity.suffix(5)}`, generateName: `${set.metadata.name}-`, labels: { [revisionLabel]: hash }, nodeName: node };
      createPod(world, set, set.spec.template, identity, component);
    }
    const alive = podsOf(world, set).filter(isAlive);
    const outdated = alive.find((pod) => pod.metadata.labels?.[revisionLabel] !== hash);
    if (outdated && alive.filter(isReady).length === nodes.length) beginDeletion(world, outdated);
    writeStatus(world, set, nodes.length, hash);
  }
}

function writeStatus(world: World, set: DaemonSet, desired: number, hash: string): void {
  const current = world.store.get("daemonsets", set.metadata.namespace, set.metadata.name);
  if (!current) return;
  const alive = podsOf(world, set).filter(isAlive);
  const ready = alive.filter(isReady).length;
  const status = {
    currentNumberScheduled: alive.length,
    desiredNumberScheduled: desired,
    numberMisscheduled: 0,
    numberReady: ready,
    numberAvailable: ready,
    ...(desired > ready ? { numberUnavailable: desired - ready } : {}),
    updatedNumberScheduled: alive.filter((pod) => pod.metadata.labels?.[revisionLabel] === hash).length,
    observedGeneration: current.metadata.generation,
  };
  world.store.replace("daemonsets", { ...current, status });
}
