import { writeDeploymentStatus } from "./deployment-status";
import type { Deployment, ReplicaSet } from "./objects";
import { podsOf } from "./pod-state";
import { recordEvent } from "./record-event";
import { ensureCurrentSet, findCurrentSet, replicaSetsOf, trimHistory } from "./revisions";
import type { World } from "./world";

/** Takes every Deployment one step towards its spec, by the rules of its strategy. */
export function reconcileDeployments(world: World): void {
  for (const deployment of world.store.list("deployments")) {
    const current = deployment.spec.paused ? findCurrentSet(world, deployment) : ensureCurrentSet(world, deployment);
    if (current === undefined) continue;
    const old = replicaSetsOf(world, deployment).filter((set) => set.metadata.uid !== current.metadata.uid);
    if (deployment.spec.strategy?.type === "Recreate") recreate(world, deployment, current, old);
    else rollOver(world, deployment, current, old);
    trimHistory(world, deployment, current);
  }
}

/** Writes the status of every Deployment from its ReplicaSets. */
export function reportDeployments(world: World): void {
  for (const deployment of world.store.list("deployments")) writeDeploymentStatus(world, deployment);
}

/** Everything old goes before anything new comes. */
function recreate(world: World, deployment: Deployment, current: ReplicaSet, old: ReplicaSet[]): void {
  for (const set of old) scale(world, deployment, set, 0);
  if (old.every((set) => podsOf(world, set).length === 0)) scale(world, deployment, current, deployment.spec.replicas);
}

/** New pods come up within the surge, old ones go as far as availability allows. */
function rollOver(world: World, deployment: Deployment, current: ReplicaSet, old: ReplicaSet[]): void {
  const desired = deployment.spec.replicas;
  const rolling = deployment.spec.strategy?.rollingUpdate;
  const maxSurge = share(rolling?.maxSurge ?? "25%", desired, Math.ceil);
  const maxUnavailable = share(rolling?.maxUnavailable ?? "25%", desired, Math.floor);
  const oldActive = old.filter((set) => set.spec.replicas > 0);
  const total = current.spec.replicas + sum(oldActive, (set) => set.spec.replicas);

  let grown = current;
  if (oldActive.length === 0 || current.spec.replicas > desired) grown = scale(world, deployment, current, desired);
  else {
    const room = Math.max(0, desired + maxSurge - total);
    grown = scale(world, deployment, current, Math.min(desired, current.spec.replicas + room));
  }

  const minimum = desired - (maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable);
  const available = sum([grown, ...oldActive], availableIn);
  let mayGo = available - minimum;
  for (const set of oldActive) {
    const unavailable = Math.max(0, set.spec.replicas - availableIn(set));
    const healthyToDrop = Math.max(0, Math.min(set.spec.replicas - unavailable, mayGo));
    mayGo -= healthyToDrop;
    scale(world, deployment, set, set.spec.replicas - unavailable - healthyToDrop);
  }
}

function scale(world: World, deployment: Deployment, set: ReplicaSet, replicas: number): ReplicaSet {
  if (set.spec.replicas === replicas) return set;
  const direction = replicas > set.spec.replicas ? "up" : "down";
  recordEvent(world, deployment, {
    type: "Normal",
    reason: "ScalingReplicaSet",
    message: `Scaled ${direction} replica set ${set.metadata.name} from ${set.spec.replicas} to ${replicas}`,
    component: "deployment-controller",
  });
  return world.store.edit("replicasets", set, (draft) => {
    draft.spec.replicas = replicas;
  });
}

/** Available pods of a set that are still meant to stay. */
function availableIn(set: ReplicaSet): number {
  return Math.min(set.spec.replicas, set.status.availableReplicas ?? 0);
}

function share(value: string | number, of: number, round: (value: number) => number): number {
  const text = String(value);
  return text.endsWith("%") ? round((Number.parseFloat(text) / 100) * of) : Number(text);
}

function sum(sets: ReplicaSet[], value: (set: ReplicaSet) => number): number {
  return sets.reduce((total, set) => total + value(set), 0);
}
