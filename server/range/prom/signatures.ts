import type { ValueType } from "./ast";

/** What a function takes and gives. */
export interface Signature {
  args: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  optional?: number;
  /** The last argument may be given any number of times. */
  variadic?: true;
  returns: ValueType;
}

const onRange: Signature = { args: ["matrix"], returns: "vector" };
const onVector: Signature = { args: ["vector"], returns: "vector" };
const onTime: Signature = { args: ["vector"], optional: 1, returns: "vector" };

/** Functions that turn each sample's value into another one. */
export const calculations = ["abs", "ceil", "exp", "floor", "ln", "log10", "log2", "sgn", "sqrt"] as const;

/** Functions that read a part of a time from each sample. */
export const calendar = ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"] as const;

const each = <const Names extends readonly string[]>(names: Names, signature: Signature) => Object.fromEntries(names.map((name) => [name, signature])) as Record<Names[number], Signature>;

/** Every function the engine knows. */
export const signatures = {
  rate: onRange,
  irate: onRange,
  increase: onRange,
  delta: onRange,
  idelta: onRange,
  deriv: onRange,
  changes: onRange,
  resets: onRange,
  avg_over_time: onRange,
  min_over_time: onRange,
  max_over_time: onRange,
  sum_over_time: onRange,
  count_over_time: onRange,
  last_over_time: onRange,
  present_over_time: onRange,
  absent_over_time: onRange,
  stddev_over_time: onRange,
  stdvar_over_time: onRange,
  quantile_over_time: { args: ["scalar", "matrix"], returns: "vector" },
  predict_linear: { args: ["matrix", "scalar"], returns: "vector" },
  histogram_quantile: { args: ["scalar", "vector"], returns: "vector" },
  ...each(calculations, onVector),
  ...each(calendar, onTime),
  round: { args: ["vector", "scalar"], optional: 1, returns: "vector" },
  clamp: { args: ["vector", "scalar", "scalar"], returns: "vector" },
  clamp_min: { args: ["vector", "scalar"], returns: "vector" },
  clamp_max: { args: ["vector", "scalar"], returns: "vector" },
  label_replace: { args: ["vector", "string", "string", "string", "string"], returns: "vector" },
  label_join: { args: ["vector", "string", "string", "string"], variadic: true, returns: "vector" },
  sort: onVector,
  sort_desc: onVector,
  timestamp: onVector,
  absent: onVector,
  scalar: { args: ["vector"], returns: "scalar" },
  vector: { args: ["scalar"], returns: "vector" },
  time: { args: [], returns: "scalar" },
  pi: { args: [], returns: "scalar" },
} as const satisfies Record<string, Signature>;

/** A function the engine knows. */
export type FunctionName = keyof typeof signatures;

/** True for the name of a known function. */
export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(signatures, name);
}
