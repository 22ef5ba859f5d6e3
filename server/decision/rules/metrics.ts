import type { EntityRef } from "@/lib/contracts/entity";
import type { DeviationRule } from "./deviation";

export type MetricName = "errorRatio" | "latencySeconds" | "backlog" | "throughput";

/** What OpenClaw asks of a workload, and what counts as unusual there. */
export const metricRules: Readonly<Record<MetricName, DeviationRule>> = {
  errorRatio: { direction: "up", floor: 0.02, relativeFloor: 0.5 },
  latencySeconds: { direction: "up", floor: 0.05, relativeFloor: 0.5 },
  backlog: { direction: "up", floor: 20, relativeFloor: 0.5 },
  throughput: { direction: "down", floor: 0.05, relativeFloor: 0.8 },
};

/** Escapes a value for a PromQL string; entity names come from outside. */
function quoted(value: string): string {
  return JSON.stringify(value);
}

/**
 * The PromQL of each metric for one workload: request metrics of the common HTTP exporters and queue metrics, by the labels
 * `namespace` and `service`. `windowSeconds` must span at least four scrapes.
 */
export function metricQueries(ref: EntityRef, windowSeconds: number): Readonly<Record<MetricName, string>> {
  const who = `namespace=${quoted(ref.namespace)},service=${quoted(ref.name)}`;
  const window = `[${windowSeconds}s]`;
  return {
    errorRatio: `(sum(rate(http_requests_total{${who},code=~"5.."}${window})) or vector(0)) / sum(rate(http_requests_total{${who}}${window}))`,
    latencySeconds: `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{${who}}${window})))`,
    // Every consumer of a queue reports the same depth.
    backlog: `sum(max by (queue) (queue_depth{${who}}))`,
    throughput: `sum(rate(queue_processed_total{${who}}${window}))`,
  };
}
