import type { Pod } from "./objects";

/** How a process ends by itself. */
export interface Crash {
  /** As the kubelet reports it: `OOMKilled`, `Error`. */
  reason: string;
  exitCode: number;
}

/** What is true of processes and machines beneath the API's view of them. */
export interface Reality {
  /** How the pod's process ends right now, if it does. */
  crashOf(pod: Pod): Crash | undefined;
  /** Whether the pod's readiness probe fails right now. */
  failsProbe(pod: Pod): boolean;
  /** Whether the machine behind a node is dead. */
  isDown(node: string): boolean;
}

/** A world in which nothing is wrong. */
export const healthyReality: Reality = { crashOf: () => undefined, failsProbe: () => false, isDown: () => false };
