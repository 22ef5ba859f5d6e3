import type { SeriesSlice } from "./sample-store";
import { unsupported } from "./errors";
import type { FunctionName } from "./signatures";

/** The window a range function looks at, its extra parameter, and the moment it is asked for. */
export interface Window {
  startMs: number;
  endMs: number;
  param: number;
  /** Differs from the end of the window under an offset or `@`. */
  timeMs: number;
}

/** The value of a range function over one series, or nothing when there are too few samples. */
export function overRange(name: FunctionName, slice: SeriesSlice, window: Window): number | undefined {
  const { values } = slice;
  const last = values.at(-1);
  if (last === undefined) return undefined;
  switch (name) {
    case "rate":
      return extrapolated(slice, window, { counter: true, perSecond: true });
    case "increase":
      return extrapolated(slice, window, { counter: true, perSecond: false });
    case "delta":
      return extrapolated(slice, window, { counter: false, perSecond: false });
    case "irate":
      return lastTwo(slice, true);
    case "idelta":
      return lastTwo(slice, false);
    case "deriv":
      return values.length < 2 ? undefined : regression(slice, slice.times[0] ?? 0).slope;
    case "predict_linear": {
      if (values.length < 2) return undefined;
      const { slope, intercept } = regression(slice, window.timeMs);
      return slope * window.param + intercept;
    }
    case "changes":
      return values.filter((value, index) => index > 0 && value !== values[index - 1]).length;
    case "resets":
      return values.filter((value, index) => value < (values[index - 1] ?? value)).length;
    case "sum_over_time":
      return sum(values);
    case "avg_over_time":
      return sum(values) / values.length;
    case "min_over_time":
      return extreme(values, Math.min);
    case "max_over_time":
      return extreme(values, Math.max);
    case "count_over_time":
      return values.length;
    case "last_over_time":
      return last;
    case "present_over_time":
      return 1;
    case "stddev_over_time":
      return Math.sqrt(variance(values));
    case "stdvar_over_time":
      return variance(values);
    case "quantile_over_time":
      return quantile(window.param, values);
    default:
      throw unsupported(`the function ${name} over a range`);
  }
}

/** Prometheus' extrapolatedRate: resets are added up and the result is stretched to the window's edges, within limits. */
function extrapolated(slice: SeriesSlice, window: Window, mode: { counter: boolean; perSecond: boolean }): number | undefined {
  const { times, values } = slice;
  const [firstTime, firstValue] = [times[0], values[0]];
  const [lastTime, lastValue] = [times.at(-1), values.at(-1)];
  if (firstTime === undefined || firstValue === undefined || lastTime === undefined || lastValue === undefined || values.length < 2) return undefined;
  let result = lastValue - firstValue;
  if (mode.counter) {
    let previous = firstValue;
    for (const value of values) {
      if (value < previous) result += previous;
      previous = value;
    }
  }
  const sampled = (lastTime - firstTime) / 1_000;
  const average = sampled / (values.length - 1);
  const threshold = average * 1.1;
  let toStart = (firstTime - window.startMs) / 1_000;
  let toEnd = (window.endMs - lastTime) / 1_000;
  if (toStart >= threshold) toStart = average / 2;
  if (mode.counter && result > 0 && firstValue >= 0) toStart = Math.min(toStart, sampled * (firstValue / result));
  if (toEnd >= threshold) toEnd = average / 2;
  const stretched = result * ((sampled + toStart + toEnd) / sampled);
  return mode.perSecond ? stretched / ((window.endMs - window.startMs) / 1_000) : stretched;
}

function lastTwo(slice: SeriesSlice, isRate: boolean): number | undefined {
  const [value, previous] = [slice.values.at(-1), slice.values.at(-2)];
  const [time, before] = [slice.times.at(-1), slice.times.at(-2)];
  if (value === undefined || previous === undefined || time === undefined || before === undefined) return undefined;
  if (!isRate) return value - previous;
  return (value < previous ? value : value - previous) / ((time - before) / 1_000);
}

/** The quantile of some values, interpolated between the two nearest. */
export function quantile(q: number, values: readonly number[]): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.min(sorted.length - 1, Math.floor(rank) + 1)] ?? Number.NaN;
  const weight = rank - Math.floor(rank);
  return low * (1 - weight) + high * weight;
}

/** The least or greatest of some values, among which NaN only counts when there is nothing else. */
export function extreme(values: readonly number[], choose: (...values: number[]) => number): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.length === 0 ? Number.NaN : numbers.reduce((one, other) => choose(one, other));
}

/** The mean squared distance from the mean. */
export function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

/** The straight line through the samples, by least squares: its slope per second and its value at a moment. */
function regression({ times, values }: SeriesSlice, originMs: number): { slope: number; intercept: number } {
  const [first] = values;
  if (first !== undefined && values.every((value) => value === first)) return { slope: 0, intercept: first };
  const xs = times.map((time) => (time - originMs) / 1_000);
  const [meanX, meanY] = [sum(xs) / xs.length, sum(values) / values.length];
  const slope = sum(xs.map((x, index) => (x - meanX) * ((values[index] ?? 0) - meanY))) / sum(xs.map((x) => (x - meanX) ** 2));
  return { slope, intercept: meanY - slope * meanX };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
