import type { Pod } from "../world/objects";
import { imageOf } from "../world/pod-state";
import type { World } from "../world/world";

/** Annotation on a volume claim whose data somebody restored from a backup. */
export const restoredAnnotation = "range.awoooi.dev/restored-at";

/** How an afflicted pod differs from a healthy one; factors multiply, ratios add up as independent chances. */
export interface Behaviour {
  /** Extra share of requests that fail. */
  errorRatio: number;
  /** Own duration of a request, times this. */
  latencyFactor: number;
  /** What is left of the pod's capacity; 0 is a wedged process. */
  throughputFactor: number;
  /** CPU use, times this. */
  cpuFactor: number;
  /** Memory that is never given back, per second. */
  leakBytesPerSecond: number;
  /** Messages a starting process puts back on the queue although they were done. */
  requeuedAtStart: number;
}

/**
 * What a fault sticks to: an image is bad wherever it runs, a message chokes one image until another has worked it off, a pod until it
 * is replaced, a probe wherever a template asks it, a volume whatever mounts it, a machine until it comes back, a crowd until a
 * Deployment is small again, a rule while it is loaded.
 */
export type FaultTarget =
  | { kind: "image"; image: string }
  | { kind: "message"; image: string }
  | { kind: "pod"; uid: string }
  | { kind: "probe"; path: string }
  | { kind: "volume"; namespace: string; claim: string }
  | { kind: "node"; node: string }
  | { kind: "crowd"; namespace: string; deployment: string; above: number }
  | { kind: "rule"; alert: string };

/** One fault in the world. */
export interface Fault {
  scenario: string;
  target: FaultTarget;
  behaviour: Partial<Behaviour>;
  /** When it ends by itself, in milliseconds; without it only a repair ends it. */
  until?: number;
}

const healthy: Behaviour = { errorRatio: 0, latencyFactor: 1, throughputFactor: 1, cpuFactor: 1, leakBytesPerSecond: 0, requeuedAtStart: 0 };

/** True when the fault afflicts this pod. */
export function afflicts(fault: Fault, pod: Pod): boolean {
  const { target } = fault;
  switch (target.kind) {
    case "image":
    case "message":
      return imageOf(pod) === target.image;
    case "pod":
      return pod.metadata.uid === target.uid;
    case "probe":
      return pod.spec.containers[0]?.readinessProbe?.httpGet?.path === target.path;
    case "volume":
      return pod.metadata.namespace === target.namespace && (pod.spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === target.claim);
    case "node":
      return pod.spec.nodeName === target.node;
    case "crowd":
    case "rule":
      return false;
  }
}

/** True while there is something in the cluster that the fault sticks to. */
export function persists(fault: Fault, world: World): boolean {
  const { target } = fault;
  switch (target.kind) {
    case "image":
    case "message":
    case "probe":
    case "pod":
      return world.store.list("pods").some((pod) => afflicts(fault, pod)) || templatesOf(world).some((template) => afflicts(fault, template));
    case "volume": {
      const volume = world.store.get("persistentvolumeclaims", target.namespace, target.claim);
      return volume !== undefined && volume.metadata.annotations?.[restoredAnnotation] === undefined;
    }
    case "node":
    case "rule":
      return true;
    case "crowd":
      return (world.store.get("deployments", target.namespace, target.deployment)?.spec.replicas ?? 0) > target.above;
  }
}

/** The behaviour of a pod under all its faults. */
export function behaviourOf(pod: Pod, faults: readonly Fault[]): Behaviour {
  return faults
    .filter((fault) => afflicts(fault, pod))
    .reduce<Behaviour>(
      (sum, { behaviour }) => ({
        errorRatio: 1 - (1 - sum.errorRatio) * (1 - (behaviour.errorRatio ?? 0)),
        latencyFactor: sum.latencyFactor * (behaviour.latencyFactor ?? 1),
        throughputFactor: sum.throughputFactor * (behaviour.throughputFactor ?? 1),
        cpuFactor: sum.cpuFactor * (behaviour.cpuFactor ?? 1),
        leakBytesPerSecond: sum.leakBytesPerSecond + (behaviour.leakBytesPerSecond ?? 0),
        requeuedAtStart: sum.requeuedAtStart + (behaviour.requeuedAtStart ?? 0),
      }),
      healthy,
    );
}

/** The pods that Deployments would make, as far as a fault can tell. */
function templatesOf(world: World): Pod[] {
  return world.store.list("deployments").map(({ apiVersion, metadata, spec }) => ({
    apiVersion,
    kind: "Pod",
    metadata: { ...metadata, uid: "" },
    spec: { ...spec.template.spec, containers: spec.template.spec?.containers ?? [] },
    status: {},
  }));
}
