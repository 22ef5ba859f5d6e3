import type { Pod, StatefulSet } from "./objects";
import { beginDeletion, createPod } from "./pods";
import { isAlive, isReady, podsOf } from "./pod-state";
import { recordEvent } from "./record-event";
import { templateHash } from "./template";
import type { World } from "./world";

/** Label that says which version of the template a pod was made from. */
export const revisionLabel = "controller-revision-hash";

const component = "statefulset-controller";

/** Takes every StatefulSet one step: pods are made in order, each when the one before is ready, and replaced from the last to the first. */
export function reconcileStatefulSets(world: World): void {
  for (const set of world.store.list("statefulsets")) {
    const revision = `${set.metadata.name}-${templateHash(set.spec.template)}`;
    step(world, set, revision);
    writeStatus(world, set, revision);
  }
}

function step(world: World, set: StatefulSet, revision: string): void {
  const pods = new Map(podsOf(world, set).map((pod) => [ordinalOf(pod), pod]));
  const surplus = [...pods].filter(([ordinal, pod]) => ordinal >= set.spec.replicas && isAlive(pod)).sort(([a], [b]) => b - a);
  for (let ordinal = 0; ordinal < set.spec.replicas; ordinal++) {
    const pod = pods.get(ordinal);
    if (!pod) {
      makePod(world, set, ordinal, revision);
      return;
    }
    if (!isAlive(pod)) return;
    const outdated = pod.metadata.labels?.[revisionLabel] !== revision;
    if (!isReady(pod) && !outdated) return;
  }
  const outdated = [...pods].filter(([, pod]) => isAlive(pod) && pod.metadata.labels?.[revisionLabel] !== revision).sort(([a], [b]) => b - a);
  const [leaving] = surplus.length > 0 ? surplus : outdated;
  if (!leaving) return;
  const [, pod] = leaving;
  beginDeletion(world, pod);
  recordEvent(world, set, { type: "Normal", reason: "SuccessfulDelete", message: `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`, component });
}

function makePod(world: World, set: StatefulSet, ordinal: number, revision: string): void {
  const name = `${set.metadata.name}-${ordinal}`;
  const claims = (set.spec.volumeClaimTemplates ?? []).map((template) => {
    const volume = template.metadata?.name ?? "data";
    const claim = `${volume}-${name}`;
    if (!world.store.get("persistentvolumeclaims", set.metadata.namespace, claim)) {
      world.store.create("persistentvolumeclaims", {
        metadata: { name: claim, namespace: set.metadata.namespace, labels: set.spec.selector.matchLabels },
        spec: { ...template.spec, volumeName: `pvc-${world.identity.uuid()}` },
        status: { phase: "Bound", accessModes: template.spec?.accessModes, capacity: template.spec?.resources?.requests },
      });
    }
    return { volume, claim };
  });
  const labels = { [revisionLabel]: revision, "statefulset.kubernetes.io/pod-name": name, "apps.kubernetes.io/pod-index": String(ordinal) };
  createPod(world, set, set.spec.template, { name, generateName: `${set.metadata.name}-`, labels, claims }, component);
}

function ordinalOf(pod: Pod): number {
  return Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf("-") + 1));
}

function writeStatus(world: World, set: StatefulSet, revision: string): void {
  const current = world.store.get("statefulsets", set.metadata.namespace, set.metadata.name);
  if (!current) return;
  const alive = podsOf(world, set).filter(isAlive);
  const ready = alive.filter(isReady).length;
  const updated = alive.filter((pod) => pod.metadata.labels?.[revisionLabel] === revision).length;
  const complete = updated === set.spec.replicas && ready === set.spec.replicas;
  const status = {
    replicas: alive.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: complete ? alive.length : alive.length - updated,
    updatedReplicas: updated,
    currentRevision: complete ? revision : (set.status.currentRevision ?? revision),
    updateRevision: revision,
    observedGeneration: current.metadata.generation,
    collisionCount: 0,
  };
  world.store.replace("statefulsets", { ...current, status });
}
