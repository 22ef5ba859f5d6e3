import type { Expr, VectorSample } from "./ast";
import { QueryError } from "./errors";
import { extreme, quantile, variance } from "./over-range";
import { formatValue } from "./format";
import { labelKey, onlyLabels, withoutLabels, type Labels } from "./labels";

/** Groups a vector and reduces every group; `topk` and `bottomk` keep the original elements. */
export function aggregate(expr: Expr & { kind: "aggregate" }, param: number | string, samples: VectorSample[]): VectorSample[] {
  const groups = new Map<string, { labels: Labels; members: VectorSample[] }>();
  for (const sample of samples) {
    const labels = expr.mode === "by" ? onlyLabels(sample.labels, expr.labels) : withoutLabels(sample.labels, [...expr.labels, "__name__"]);
    const key = labelKey(labels);
    const group = groups.get(key);
    if (group) group.members.push(sample);
    else groups.set(key, { labels, members: [sample] });
  }
  return [...groups.values()].flatMap(({ labels, members }) => {
    const values = members.map((member) => member.value);
    const number = Number(param);
    switch (expr.op) {
      case "topk":
      case "bottomk":
        return ranked(members, expr.op === "topk", number);
      case "quantile":
        return [{ labels, value: quantile(number, values) }];
      case "count_values":
        return counted(labels, String(param), values);
      default:
        return [{ labels, value: reduce(expr.op, values) }];
    }
  });
}

function reduce(op: "sum" | "avg" | "min" | "max" | "count" | "group" | "stddev" | "stdvar", values: number[]): number {
  switch (op) {
    case "sum":
      return values.reduce((total, value) => total + value, 0);
    case "avg":
      return values.reduce((total, value) => total + value, 0) / values.length;
    case "min":
      return extreme(values, Math.min);
    case "max":
      return extreme(values, Math.max);
    case "count":
      return values.length;
    case "group":
      return 1;
    case "stddev":
      return Math.sqrt(variance(values));
    case "stdvar":
      return variance(values);
  }
}

/** How often each value occurs, under a label of the asked name. */
function counted(labels: Labels, name: string, values: number[]): VectorSample[] {
  if (!/^[a-zA-Z_]\w*$/.test(name)) throw new QueryError("execution", `invalid label name ${JSON.stringify(name)}`);
  const counts = new Map<string, number>();
  for (const value of values) counts.set(formatValue(value), (counts.get(formatValue(value)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ labels: { ...labels, [name]: value }, value: count }));
}

function ranked(members: VectorSample[], largestFirst: boolean, count: number): VectorSample[] {
  const rank = (sample: VectorSample) => (Number.isNaN(sample.value) ? Number.NEGATIVE_INFINITY : largestFirst ? sample.value : -sample.value);
  const sorted = [...members].sort((a, b) => rank(b) - rank(a) || (labelKey(a.labels) < labelKey(b.labels) ? -1 : 1));
  return sorted.slice(0, Math.max(0, Math.trunc(count)));
}
