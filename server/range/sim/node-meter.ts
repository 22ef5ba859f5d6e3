import { nodeNames, nodeSize } from "../world/shop";
import type { PodMeter } from "./pod-meter";

/** What one machine has counted since it started. */
export interface NodeMeter {
  /** CPU seconds by mode, over all cores. */
  userSeconds: number;
  systemSeconds: number;
  idleSeconds: number;
  memoryUsedBytes: number;
  /** Cores asked for per core there is during the last step; above 1 everybody waits. */
  demandRatio: number;
}

/** What the operating system and the kubelet use by themselves. */
const systemCores = 0.15;
const systemBytes = 900 * 1_048_576;

/** How many CFS periods pass in a second. */
const periodsPerSecond = 10;

/** Adds up some seconds of every machine from what its processes used. */
export function loadNodes(nodes: Record<string, NodeMeter>, processes: readonly { node: string; meter: PodMeter | undefined }[], seconds: number): void {
  for (const name of nodeNames) {
    const own = processes.flatMap((process) => (process.node === name && process.meter ? [process.meter] : []));
    const node = (nodes[name] ??= { userSeconds: 0, systemSeconds: 0, idleSeconds: 0, memoryUsedBytes: 0, demandRatio: 0 });
    if (own.length === 0) {
      node.demandRatio = 0;
      continue;
    }
    const wanted = own.reduce((sum, meter) => sum + meter.cores, 0) + systemCores;
    node.demandRatio = wanted / nodeSize.cores;
    const used = Math.min(nodeSize.cores, wanted);
    node.systemSeconds += used * 0.15 * seconds;
    node.userSeconds += used * 0.85 * seconds;
    node.idleSeconds += (nodeSize.cores - used) * seconds;
    node.memoryUsedBytes = systemBytes + own.reduce((sum, meter) => sum + meter.memoryBytes, 0);
    // A process that has to wait for its turn has not used what it asked for.
    if (node.demandRatio > 1) for (const meter of own) meter.cpuSeconds -= meter.cores * seconds * (1 - 1 / node.demandRatio);
  }
}

/** Cores asked for beyond those there are, as a share of those there are; 0 on a machine with room. */
export function crowdingOf(nodes: Readonly<Record<string, NodeMeter>>, node: string | undefined): number {
  return Math.max(0, (nodes[node ?? ""]?.demandRatio ?? 0) - 1);
}

/** How crowding and memory pressure slow a process. */
export function slowedBy(crowding: number, memoryPressure: number): { latencyFactor: number; throughputFactor: number } {
  return { latencyFactor: (1 + 7 * crowding) * (1 + 9 * memoryPressure ** 2), throughputFactor: 1 / (1 + 0.5 * crowding) };
}

/** A process that needs less is always served within its turn. */
const noticeableCores = 0.05;

/** Counts some seconds of CFS periods; on a crowded machine most periods of whoever needs more than a little end throttled. */
export function throttle(meter: PodMeter, crowding: number, seconds: number): void {
  const share = Math.min(0.95, crowding) * Math.min(1, meter.cores / noticeableCores) ** 2;
  meter.periods += periodsPerSecond * seconds;
  meter.throttledPeriods += Math.round(periodsPerSecond * share * seconds);
  meter.throttledSeconds += share * 0.6 * seconds;
}
