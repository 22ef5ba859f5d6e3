import type { ValueType } from "./ast";

/** What a function takes and gives. */
export interface Signature {
  args: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  optional?: number;
  returns: ValueType;
}

const onRange: Signature = { args: ["matrix"], returns: "vector" };
const onVector: Signature = { args: ["vector"], returns: "vector" };

/** Every function the engine knows. */
export const signatures = {
  rate: onRange,
  irate: onRange,
  increase: onRange,
  delta: onRange,
  idelta: onRange,
  changes: onRange,
  resets: onRange,
  avg_over_time: onRange,
  min_over_time: onRange,
  max_over_time: onRange,
  sum_over_time: onRange,
  count_over_time: onRange,
  last_over_time: onRange,
  present_over_time: onRange,
  stddev_over_time: onRange,
  quantile_over_time: { args: ["scalar", "matrix"], returns: "vector" },
  histogram_quantile: { args: ["scalar", "vector"], returns: "vector" },
  abs: onVector,
  ceil: onVector,
  floor: onVector,
  sqrt: onVector,
  round: { args: ["vector", "scalar"], optional: 1, returns: "vector" },
  clamp: { args: ["vector", "scalar", "scalar"], returns: "vector" },
  clamp_min: { args: ["vector", "scalar"], returns: "vector" },
  clamp_max: { args: ["vector", "scalar"], returns: "vector" },
  sort: onVector,
  sort_desc: onVector,
  absent: onVector,
  scalar: { args: ["vector"], returns: "scalar" },
  vector: { args: ["scalar"], returns: "vector" },
  time: { args: [], returns: "scalar" },
} as const satisfies Record<string, Signature>;

/** A function the engine knows. */
export type FunctionName = keyof typeof signatures;

/** True for the name of a known function. */
export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(signatures, name);
}
