import type { Expr, VectorSample } from "./ast";
import { labelKey, onlyLabels, withoutLabels, type Labels } from "./labels";

/** Groups a vector and reduces every group; `topk` and `bottomk` keep the original elements. */
export function aggregate(expr: Expr & { kind: "aggregate" }, param: number, samples: VectorSample[]): VectorSample[] {
  const groups = new Map<string, { labels: Labels; members: VectorSample[] }>();
  for (const sample of samples) {
    const labels = expr.mode === "by" ? onlyLabels(sample.labels, expr.labels) : withoutLabels(sample.labels, [...expr.labels, "__name__"]);
    const key = labelKey(labels);
    const group = groups.get(key);
    if (group) group.members.push(sample);
    else groups.set(key, { labels, members: [sample] });
  }
  return [...groups.values()].flatMap(({ labels, members }) => {
    if (expr.op === "topk" || expr.op === "bottomk") return ranked(members, expr.op === "topk", param);
    return [{ labels, value: reduce(expr.op, members.map((member) => member.value)) }];
  });
}

function reduce(op: "sum" | "avg" | "min" | "max" | "count" | "group", values: number[]): number {
  const sum = () => values.reduce((total, value) => total + value, 0);
  const numbers = values.filter((value) => !Number.isNaN(value));
  switch (op) {
    case "sum":
      return sum();
    case "avg":
      return sum() / values.length;
    case "min":
      return numbers.length > 0 ? Math.min(...numbers) : Number.NaN;
    case "max":
      return numbers.length > 0 ? Math.max(...numbers) : Number.NaN;
    case "count":
      return values.length;
    case "group":
      return 1;
  }
}

function ranked(members: VectorSample[], largestFirst: boolean, count: number): VectorSample[] {
  const rank = (sample: VectorSample) => (Number.isNaN(sample.value) ? Number.NEGATIVE_INFINITY : largestFirst ? sample.value : -sample.value);
  const sorted = [...members].sort((a, b) => rank(b) - rank(a) || (labelKey(a.labels) < labelKey(b.labels) ? -1 : 1));
  return sorted.slice(0, Math.max(0, Math.trunc(count)));
}
