/** What OpenClaw measures of an entity; each name is one kind of question to a metrics store. */
export const metricNames = [
  "errorRatio",
  "latencySeconds",
  "requestRate",
  "backlog",
  "throughput",
  "memoryBytes",
  "memoryLimitRatio",
  "cpuCores",
  "cpuLimitRatio",
  "throttledRatio",
  "restarts",
  "oomKills",
  "readyFlaps",
  "availableReplicas",
  "targetUp",
  "databaseUp",
  "connectionsRatio",
  "replicationLagSeconds",
  "diskFreeRatio",
  "nodeReady",
  "nodePressure",
  "nodeCpuRatio",
  "nodeMemoryFreeRatio",
] as const;
export type MetricName = (typeof metricNames)[number];

/** When a metric counts as out of the usual: `floor` is the least change that matters at all, in the metric's own unit. */
export interface MetricRule {
  readonly direction: "up" | "down";
  readonly floor: number;
  /** The change must also be at least this share of the usual value. */
  readonly relativeFloor: number;
  /** A value at or beyond this is trouble even where it is usual or nothing is known of before. */
  readonly level?: number;
  /** Value of a series that does not exist yet: counters of trouble are only born with the first trouble. */
  readonly whenAbsent?: number;
  /**
   * How the metric speaks of what a user feels. `felt` is a symptom by itself and adds up along calls; `load` weighs the others;
   * `down` says that it is not there at all, which explains whatever needs it; `inner` is any other state behind a symptom.
   */
  readonly role: "felt" | "load" | "down" | "inner";
  /** How series of several pods make one of the workload. */
  readonly combine: "sum" | "max" | "min";
}

/** One line a metric; nothing here knows where a value came from. */
export const metricRules: Readonly<Record<MetricName, MetricRule>> = {
  errorRatio: { direction: "up", floor: 0.02, relativeFloor: 0.5, role: "felt", combine: "max" },
  latencySeconds: { direction: "up", floor: 0.01, relativeFloor: 0.3, role: "felt", combine: "max" },
  requestRate: { direction: "up", floor: 1, relativeFloor: 0.8, role: "load", combine: "sum" },
  backlog: { direction: "up", floor: 20, relativeFloor: 0.5, role: "felt", combine: "max" },
  throughput: { direction: "down", floor: 0.05, relativeFloor: 0.8, role: "inner", combine: "sum" },
  memoryBytes: { direction: "up", floor: 32 * 1_048_576, relativeFloor: 0.25, role: "inner", combine: "sum" },
  memoryLimitRatio: { direction: "up", floor: 0.15, relativeFloor: 0.25, level: 0.95, role: "inner", combine: "max" },
  cpuCores: { direction: "up", floor: 0.1, relativeFloor: 0.5, role: "inner", combine: "sum" },
  cpuLimitRatio: { direction: "up", floor: 0.15, relativeFloor: 0.3, level: 0.85, role: "inner", combine: "max" },
  throttledRatio: { direction: "up", floor: 0.1, relativeFloor: 0.5, role: "inner", combine: "max" },
  restarts: { direction: "up", floor: 0.8, relativeFloor: 0.5, whenAbsent: 0, role: "inner", combine: "sum" },
  oomKills: { direction: "up", floor: 0.5, relativeFloor: 0.5, whenAbsent: 0, role: "inner", combine: "sum" },
  readyFlaps: { direction: "up", floor: 1.5, relativeFloor: 0.5, whenAbsent: 0, role: "inner", combine: "sum" },
  availableReplicas: { direction: "down", floor: 0.5, relativeFloor: 0.2, level: 0, role: "down", combine: "max" },
  targetUp: { direction: "down", floor: 0.2, relativeFloor: 0.2, level: 0, role: "down", combine: "min" },
  databaseUp: { direction: "down", floor: 0.5, relativeFloor: 0.2, level: 0, role: "down", combine: "min" },
  connectionsRatio: { direction: "up", floor: 0.2, relativeFloor: 0.3, level: 0.9, role: "inner", combine: "max" },
  replicationLagSeconds: { direction: "up", floor: 30, relativeFloor: 1, level: 300, role: "inner", combine: "max" },
  diskFreeRatio: { direction: "down", floor: 0.1, relativeFloor: 0.3, level: 0.05, role: "inner", combine: "min" },
  nodeReady: { direction: "down", floor: 0.5, relativeFloor: 0.2, level: 0, role: "down", combine: "min" },
  nodePressure: { direction: "up", floor: 0.5, relativeFloor: 0.2, level: 1, whenAbsent: 0, role: "inner", combine: "max" },
  nodeCpuRatio: { direction: "up", floor: 0.15, relativeFloor: 0.2, level: 0.95, role: "inner", combine: "max" },
  nodeMemoryFreeRatio: { direction: "down", floor: 0.1, relativeFloor: 0.3, level: 0.05, role: "inner", combine: "min" },
};
