import { maxPointsPerSeries } from "../tunables";
import type { VectorSample } from "./ast";
import { checkTypes, nameOfType } from "./check";
import { QueryError } from "./errors";
import { Evaluator } from "./evaluate";
import { formatValue, toSeconds } from "./format";
import { labelKey, type Labels } from "./labels";
import { readStep, readTime, required } from "./params";
import { parseQuery } from "./parse";
import type { SampleStore } from "./sample-store";

type Point = [number, string];

/** The `data` of a query answer. */
export type QueryData =
  | { resultType: "vector"; result: { metric: Labels; value: Point }[] }
  | { resultType: "matrix"; result: { metric: Labels; values: Point[] }[] }
  | { resultType: "scalar" | "string"; result: Point };

/** Answers `/api/v1/query`. */
export function queryInstant(store: SampleStore, params: URLSearchParams, nowMs: number): QueryData {
  const expr = parseQuery(required(params, "query"));
  const timeMs = readTime(params, "time", nowMs);
  const value = new Evaluator(store).evaluate(expr, timeMs);
  switch (value.type) {
    case "scalar":
      return { resultType: "scalar", result: point(timeMs, value.value) };
    case "string":
      return { resultType: "string", result: [toSeconds(timeMs), value.value] };
    case "vector":
      return { resultType: "vector", result: value.samples.map((sample) => ({ metric: sample.labels, value: point(timeMs, sample.value) })) };
    case "matrix":
      return {
        resultType: "matrix",
        result: value.series.map((series) => ({
          metric: series.labels,
          values: series.times.map((time, index) => point(time, series.values[index] ?? Number.NaN)),
        })),
      };
  }
}

/** Answers `/api/v1/query_range`. */
export function queryRange(store: SampleStore, params: URLSearchParams): QueryData {
  const [startMs, endMs, stepMs] = [readTime(params, "start"), readTime(params, "end"), readStep(params)];
  if (endMs < startMs) throw new QueryError("bad_data", 'invalid parameter "end": end timestamp must not be before start time');
  if ((endMs - startMs) / stepMs > maxPointsPerSeries) {
    throw new QueryError("bad_data", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
  }
  const expr = parseQuery(required(params, "query"));
  const type = checkTypes(expr);
  if (type !== "scalar" && type !== "vector") {
    throw new QueryError("bad_data", `invalid parameter "query": invalid expression type ${JSON.stringify(nameOfType(type))} for range query, must be Scalar or instant Vector`);
  }
  const evaluator = new Evaluator(store, { startMs, endMs });
  const series = new Map<string, { metric: Labels; values: Point[] }>();
  for (let timeMs = startMs; timeMs <= endMs; timeMs += stepMs) {
    const value = evaluator.evaluate(expr, timeMs);
    const samples: VectorSample[] = value.type === "vector" ? value.samples : value.type === "scalar" ? [{ labels: {}, value: value.value }] : [];
    for (const sample of samples) {
      const key = labelKey(sample.labels);
      const known = series.get(key) ?? { metric: sample.labels, values: [] };
      known.values.push(point(timeMs, sample.value));
      series.set(key, known);
    }
  }
  const result = [...series].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return { resultType: "matrix", result };
}

function point(timeMs: number, value: number): Point {
  return [toSeconds(timeMs), formatValue(value)];
}
