import type { Pod } from "../world/objects";
import { imageOf } from "../world/pod-state";

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
}

/** What a fault sticks to: an image is bad wherever it runs, a pod is bad until it is replaced. */
export type FaultTarget = { kind: "image"; image: string } | { kind: "pod"; uid: string };

/** One fault in the world: it is cured when nothing that it sticks to runs any more. */
export interface Fault {
  scenario: string;
  target: FaultTarget;
  behaviour: Partial<Behaviour>;
}

const healthy: Behaviour = { errorRatio: 0, latencyFactor: 1, throughputFactor: 1, cpuFactor: 1 };

/** True when the fault afflicts this pod. */
export function afflicts(fault: Fault, pod: Pod): boolean {
  switch (fault.target.kind) {
    case "image":
      return imageOf(pod) === fault.target.image;
    case "pod":
      return pod.metadata.uid === fault.target.uid;
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
      }),
      healthy,
    );
}
