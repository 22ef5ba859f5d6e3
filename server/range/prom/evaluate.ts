import { evaluateEveryMs, lookbackMs, maxPointsPerSeries } from "../tunables";
import { aggregate } from "./aggregate";
import { satisfies, type Expr, type Selector, type Shift, type Subquery, type VectorSample } from "./ast";
import { combineScalars, combineVectorScalar, combineVectors } from "./binary";
import { QueryError, unsupported } from "./errors";
import { histogramQuantile } from "./histogram";
import { joinLabels, replaceLabel } from "./label-functions";
import { labelKey, withoutName, type Labels } from "./labels";
import { overRange } from "./over-range";
import type { SampleStore, SeriesSlice, StoredSeries } from "./sample-store";
import { calculations, calendar, isFunctionName, type FunctionName } from "./signatures";
import { calculate, readCalendar } from "./value-functions";

/** The result of a query at one moment. */
export type Value =
  | { type: "scalar"; value: number }
  | { type: "vector"; samples: VectorSample[] }
  | { type: "matrix"; series: SeriesSlice[] }
  | { type: "string"; value: string };

/** The moments between which a query is asked, for `@ start()` and `@ end()`; without it, the moment itself. */
export interface Asked {
  startMs: number;
  endMs: number;
}

/** Evaluates parsed queries against one store; selectors are resolved once and reused for every step. */
export class Evaluator {
  readonly #resolved = new Map<Selector, StoredSeries[]>();

  constructor(
    private readonly store: SampleStore,
    private readonly asked?: Asked,
  ) {}

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
        return vector(this.#instant(expr, timeMs).map(({ labels, value }) => ({ labels, value })));
      case "range":
      case "subquery":
        return { type: "matrix", series: this.#slices(expr, timeMs) };
      case "negate":
        return this.#negate(expr.body, timeMs);
      case "aggregate":
        return vector(aggregate(expr, expr.param ? this.#parameter(expr.param, timeMs) : 0, this.#vector(expr.body, timeMs)));
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
    const texts = () => args.slice(1).map((argument) => String(this.#parameter(argument, timeMs)));
    if (isOneOf(calculations, name)) return map(calculate[name]);
    if (isOneOf(calendar, name)) return first ? map(readCalendar[name]) : vector([{ labels: {}, value: readCalendar[name](timeMs / 1_000) }]);
    switch (name) {
      case "time":
        return { type: "scalar", value: timeMs / 1_000 };
      case "pi":
        return { type: "scalar", value: Math.PI };
      case "vector":
        return vector([{ labels: {}, value: number(first, Number.NaN) }]);
      case "scalar": {
        const [one, ...others] = samples();
        return { type: "scalar", value: one && others.length === 0 ? one.value : Number.NaN };
      }
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
      case "label_replace":
        return vector(refuseDuplicates(replaceLabel(samples(), texts())));
      case "label_join":
        return vector(refuseDuplicates(joinLabels(samples(), texts())));
      case "sort":
        return vector([...samples()].sort((a, b) => a.value - b.value));
      case "sort_desc":
        return vector([...samples()].sort((a, b) => b.value - a.value));
      case "timestamp":
        return vector(this.#timestamps(first, timeMs));
      case "absent":
        return vector(samples().length > 0 ? [] : [{ labels: first ? knownLabels(first) : {}, value: 1 }]);
      case "absent_over_time": {
        if (!isRange(first)) throw unsupported(`${name} over anything but a range`);
        return vector(this.#slices(first, timeMs).length > 0 ? [] : [{ labels: first.kind === "range" ? knownLabels(first.selector) : {}, value: 1 }]);
      }
      case "histogram_quantile":
        return vector(histogramQuantile(number(first, Number.NaN), second ? this.#vector(second, timeMs) : []));
      case "quantile_over_time":
        return this.#overRange(name, second, timeMs, number(first, Number.NaN));
      default:
        return this.#overRange(name, first, timeMs, number(second, 0));
    }
  }

  #overRange(name: FunctionName, range: Expr | undefined, timeMs: number, param: number): Value {
    if (!isRange(range)) throw unsupported(`${name} over anything but a range`);
    const endMs = this.#moment(range.kind === "range" ? range.selector : range, timeMs);
    const window = { startMs: endMs - range.rangeMs, endMs, timeMs, param };
    const keepsName = name === "last_over_time";
    const samples = this.#slices(range, timeMs).flatMap((slice) => {
      const value = overRange(name, slice, window);
      return value === undefined ? [] : [{ labels: keepsName ? slice.labels : withoutName(slice.labels), value }];
    });
    return vector(refuseDuplicates(samples));
  }

  /** The moment that a selector or subquery means when asked at another. */
  #moment(shift: Shift, timeMs: number): number {
    const { at = timeMs, offsetMs } = shift;
    const base = at === "start" ? (this.asked?.startMs ?? timeMs) : at === "end" ? (this.asked?.endMs ?? timeMs) : at;
    return base - offsetMs;
  }

  #instant(selector: Selector, timeMs: number): (VectorSample & { atMs: number })[] {
    const moment = this.#moment(selector, timeMs);
    return this.#resolve(selector).flatMap((series) => {
      const sample = this.store.latest(series, moment - lookbackMs, moment);
      return sample === undefined ? [] : [{ labels: series.labels, ...sample }];
    });
  }

  #timestamps(expr: Expr | undefined, timeMs: number): VectorSample[] {
    if (expr?.kind === "selector") return this.#instant(expr, timeMs).map(({ labels, atMs }) => ({ labels: withoutName(labels), value: atMs / 1_000 }));
    return expr ? mapValues(this.#vector(expr, timeMs), () => timeMs / 1_000) : [];
  }

  #slices(range: Expr & { kind: "range" | "subquery" }, timeMs: number): SeriesSlice[] {
    if (range.kind === "subquery") return this.#steps(range, timeMs);
    const endMs = this.#moment(range.selector, timeMs);
    const slices = this.#resolve(range.selector).map((series) => this.store.slice(series, endMs - range.rangeMs, endMs));
    return slices.filter((slice) => slice.times.length > 0);
  }

  /** A subquery: its body at every multiple of the step within the range. */
  #steps({ body, rangeMs, stepMs = evaluateEveryMs, ...shift }: Subquery, timeMs: number): SeriesSlice[] {
    if (rangeMs / stepMs > maxPointsPerSeries) throw new QueryError("execution", "query processing would load too many samples into memory in query execution");
    const endMs = this.#moment(shift, timeMs);
    const slices = new Map<string, SeriesSlice>();
    for (let at = (Math.floor((endMs - rangeMs) / stepMs) + 1) * stepMs; at <= endMs; at += stepMs) {
      for (const { labels, value } of this.#vector(body, at)) {
        const key = labelKey(labels);
        const slice = slices.get(key) ?? { labels, times: [], values: [] };
        slice.times.push(at);
        slice.values.push(value);
        slices.set(key, slice);
      }
    }
    return [...slices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, slice]) => slice);
  }

  #resolve(selector: Selector): StoredSeries[] {
    const known = this.#resolved.get(selector);
    if (known) return known;
    const name = selector.matchers.find((matcher) => matcher.label === "__name__" && matcher.op === "=")?.value;
    const series = this.store.select((labels) => satisfies(labels, selector.matchers), name);
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

  #parameter(expr: Expr, timeMs: number): number | string {
    return expr.kind === "string" ? expr.value : this.#scalar(expr, timeMs);
  }
}

function isRange(expr: Expr | undefined): expr is Expr & { kind: "range" | "subquery" } {
  return expr?.kind === "range" || expr?.kind === "subquery";
}

function isOneOf<const Names extends readonly string[]>(names: Names, name: string): name is Names[number] {
  return names.includes(name);
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
