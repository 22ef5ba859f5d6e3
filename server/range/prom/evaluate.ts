import { lookbackMs } from "../tunables";
import { aggregate } from "./aggregate";
import { satisfies, type Expr, type Selector, type VectorSample } from "./ast";
import { combineScalars, combineVectorScalar, combineVectors } from "./binary";
import { QueryError, unsupported } from "./errors";
import { histogramQuantile } from "./histogram";
import { labelKey, withoutName, type Labels } from "./labels";
import { overRange } from "./over-range";
import type { SampleStore, SeriesSlice, StoredSeries } from "./sample-store";
import { isFunctionName, type FunctionName } from "./signatures";

/** The result of a query at one moment. */
export type Value =
  | { type: "scalar"; value: number }
  | { type: "vector"; samples: VectorSample[] }
  | { type: "matrix"; series: SeriesSlice[] }
  | { type: "string"; value: string };

/** Evaluates parsed queries against one store; selectors are resolved once and reused for every step. */
export class Evaluator {
  readonly #resolved = new Map<Selector, StoredSeries[]>();

  constructor(private readonly store: SampleStore) {}

  /**
   * The value of an expression at a moment.
   * @throws {QueryError} `execution` when vectors do not match or something is unsupported.
   */
  evaluate(expr: Expr, timeMs: number): Value {
    switch (expr.kind) {
      case "number":
        return { type: "scalar", value: expr.value };
      case "string":
        return { type: "string", value: expr.value };
      case "selector":
        return { type: "vector", samples: this.#instant(expr, timeMs) };
      case "range":
        return { type: "matrix", series: this.#slices(expr, timeMs) };
      case "negate":
        return this.#negate(expr.body, timeMs);
      case "aggregate": {
        const param = expr.param ? this.#scalar(expr.param, timeMs) : 0;
        return vector(aggregate(expr, param, this.#vector(expr.body, timeMs)));
      }
      case "binary":
        return this.#binary(expr, timeMs);
      case "call":
        if (!isFunctionName(expr.name)) throw unsupported(`the function ${expr.name}`);
        return this.#call(expr.name, expr.args, timeMs);
    }
  }

  #binary(expr: Expr & { kind: "binary" }, timeMs: number): Value {
    const left = this.evaluate(expr.left, timeMs);
    const right = this.evaluate(expr.right, timeMs);
    if (left.type === "scalar" && right.type === "scalar") return { type: "scalar", value: combineScalars(expr.op, left.value, right.value) };
    if (left.type === "vector" && right.type === "scalar") return vector(combineVectorScalar(expr, left.samples, right.value, "right"));
    if (left.type === "scalar" && right.type === "vector") return vector(combineVectorScalar(expr, right.samples, left.value, "left"));
    if (left.type === "vector" && right.type === "vector") return vector(combineVectors(expr, left.samples, right.samples));
    throw unsupported("this operand of a binary expression");
  }

  #negate(body: Expr, timeMs: number): Value {
    const value = this.evaluate(body, timeMs);
    if (value.type === "scalar") return { type: "scalar", value: -value.value };
    if (value.type === "vector") return vector(mapValues(value.samples, (sample) => -sample));
    throw unsupported("a minus sign here");
  }

  #call(name: FunctionName, args: Expr[], timeMs: number): Value {
    const [first, second, third] = args;
    const samples = () => (first ? this.#vector(first, timeMs) : []);
    const number = (expr: Expr | undefined, otherwise: number) => (expr ? this.#scalar(expr, timeMs) : otherwise);
    const map = (change: (value: number) => number) => vector(mapValues(samples(), change));
    switch (name) {
      case "time":
        return { type: "scalar", value: timeMs / 1_000 };
      case "vector":
        return vector([{ labels: {}, value: number(first, Number.NaN) }]);
      case "scalar": {
        const [one, ...others] = samples();
        return { type: "scalar", value: one && others.length === 0 ? one.value : Number.NaN };
      }
      case "abs":
        return map(Math.abs);
      case "ceil":
        return map(Math.ceil);
      case "floor":
        return map(Math.floor);
      case "sqrt":
        return map(Math.sqrt);
      case "round": {
        const inverse = 1 / number(second, 1);
        return map((value) => Math.floor(value * inverse + 0.5) / inverse);
      }
      case "clamp": {
        const [low, high] = [number(second, Number.NEGATIVE_INFINITY), number(third, Number.POSITIVE_INFINITY)];
        return low > high ? vector([]) : map((value) => Math.max(low, Math.min(high, value)));
      }
      case "clamp_min": {
        const low = number(second, Number.NEGATIVE_INFINITY);
        return map((value) => Math.max(low, value));
      }
      case "clamp_max": {
        const high = number(second, Number.POSITIVE_INFINITY);
        return map((value) => Math.min(high, value));
      }
      case "sort":
        return vector([...samples()].sort((a, b) => a.value - b.value));
      case "sort_desc":
        return vector([...samples()].sort((a, b) => b.value - a.value));
      case "absent":
        return vector(samples().length > 0 ? [] : [{ labels: first ? knownLabels(first) : {}, value: 1 }]);
      case "histogram_quantile":
        return vector(histogramQuantile(number(first, Number.NaN), second ? this.#vector(second, timeMs) : []));
      case "quantile_over_time":
        return this.#overRange(name, second, timeMs, number(first, Number.NaN));
      default:
        return this.#overRange(name, first, timeMs, 0);
    }
  }

  #overRange(name: FunctionName, range: Expr | undefined, timeMs: number, param: number): Value {
    if (range?.kind !== "range") throw unsupported(`${name} over anything but a range selector`);
    const endMs = timeMs - range.selector.offsetMs;
    const window = { startMs: endMs - range.rangeMs, endMs, param };
    const keepsName = name === "last_over_time";
    const samples = this.#slices(range, timeMs).flatMap((slice) => {
      const value = overRange(name, slice, window);
      return value === undefined ? [] : [{ labels: keepsName ? slice.labels : withoutName(slice.labels), value }];
    });
    return vector(refuseDuplicates(samples));
  }

  #instant(selector: Selector, timeMs: number): VectorSample[] {
    const at = timeMs - selector.offsetMs;
    return this.#resolve(selector).flatMap((series) => {
      const value = this.store.latest(series, at - lookbackMs, at);
      return value === undefined ? [] : [{ labels: series.labels, value }];
    });
  }

  #slices(range: Expr & { kind: "range" }, timeMs: number): SeriesSlice[] {
    const endMs = timeMs - range.selector.offsetMs;
    const slices = this.#resolve(range.selector).map((series) => this.store.slice(series, endMs - range.rangeMs, endMs));
    return slices.filter((slice) => slice.times.length > 0);
  }

  #resolve(selector: Selector): StoredSeries[] {
    const known = this.#resolved.get(selector);
    if (known) return known;
    const series = this.store.select((labels) => satisfies(labels, selector.matchers));
    this.#resolved.set(selector, series);
    return series;
  }

  #vector(expr: Expr, timeMs: number): VectorSample[] {
    const value = this.evaluate(expr, timeMs);
    if (value.type !== "vector") throw unsupported(`a ${value.type} where a vector is needed`);
    return value.samples;
  }

  #scalar(expr: Expr, timeMs: number): number {
    const value = this.evaluate(expr, timeMs);
    if (value.type !== "scalar") throw unsupported(`a ${value.type} where a scalar is needed`);
    return value.value;
  }
}

function vector(samples: VectorSample[]): Value {
  return { type: "vector", samples };
}

function mapValues(samples: VectorSample[], change: (value: number) => number): VectorSample[] {
  return refuseDuplicates(samples.map((sample) => ({ labels: withoutName(sample.labels), value: change(sample.value) })));
}

function refuseDuplicates(samples: VectorSample[]): VectorSample[] {
  if (new Set(samples.map((sample) => labelKey(sample.labels))).size === samples.length) return samples;
  throw new QueryError("execution", "vector cannot contain metrics with the same labelset");
}

/** The labels `absent` can promise: those the selector pins to one value. */
function knownLabels(expr: Expr): Labels {
  if (expr.kind !== "selector") return {};
  const pinned = expr.matchers.filter((matcher) => matcher.label !== "__name__");
  const equal = pinned.filter((matcher) => matcher.op === "=" && pinned.filter((other) => other.label === matcher.label).length === 1);
  return Object.fromEntries(equal.map((matcher) => [matcher.label, matcher.value]));
}
