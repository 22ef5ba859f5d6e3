import { isComparison, isSetOperator, type BinaryOperator, type Expr, type Matching, type VectorSample } from "./ast";
import { QueryError } from "./errors";
import { formatLabels, labelKey, onlyLabels, withoutLabels, withoutName, type Labels } from "./labels";

type Binary = Expr & { kind: "binary" };

/** The result of an operator between two scalars. */
export function combineScalars(op: BinaryOperator, left: number, right: number): number {
  return isComparison(op) ? Number(compare(op, left, right)) : calculate(op, left, right);
}

/** Applies an operator between every element of a vector and a scalar that stands on the given side. */
export function combineVectorScalar(expr: Binary, samples: VectorSample[], scalar: number, side: "left" | "right"): VectorSample[] {
  return samples.flatMap((sample) => {
    const [left, right] = side === "right" ? [sample.value, scalar] : [scalar, sample.value];
    if (!isComparison(expr.op)) return [{ labels: withoutName(sample.labels), value: calculate(expr.op, left, right) }];
    const holds = compare(expr.op, left, right);
    if (expr.bool) return [{ labels: withoutName(sample.labels), value: Number(holds) }];
    return holds ? [sample] : [];
  });
}

/**
 * Applies an operator between matching elements of two vectors.
 * @throws {QueryError} `execution` when an element has more than one partner without `group_left` or `group_right`.
 */
export function combineVectors(expr: Binary, left: VectorSample[], right: VectorSample[]): VectorSample[] {
  if (isSetOperator(expr.op)) return combineSets(expr.op, expr.matching, left, right);
  const { matching } = expr;
  const oneIsLeft = matching.group === "right";
  const [many, one] = oneIsLeft ? [right, left] : [left, right];
  const partners = indexOneSide(matching, one, oneIsLeft ? "left" : "right");
  const results = new Map<string, VectorSample>();
  const used = new Set<string>();
  for (const sample of many) {
    const signature = signatureOf(matching, sample.labels);
    const partner = partners.get(signature);
    if (!partner) continue;
    const [a, b] = oneIsLeft ? [partner.value, sample.value] : [sample.value, partner.value];
    const value = outcome(expr, a, b);
    if (value === undefined) continue;
    const labels = resultLabels(expr, sample.labels, partner.labels);
    const key = matching.group === "one-to-one" ? signature : labelKey(labels);
    if (used.has(key)) {
      throw new QueryError(
        "execution",
        matching.group === "one-to-one"
          ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
          : "multiple matches for labels: grouping labels must ensure unique matches",
      );
    }
    used.add(key);
    results.set(key, { labels, value });
  }
  return [...results.values()];
}

function outcome(expr: Binary, left: number, right: number): number | undefined {
  if (!isComparison(expr.op)) return calculate(expr.op, left, right);
  const holds = compare(expr.op, left, right);
  if (expr.bool) return Number(holds);
  return holds ? left : undefined;
}

function indexOneSide(matching: Matching, samples: VectorSample[], side: "left" | "right"): Map<string, VectorSample> {
  const index = new Map<string, VectorSample>();
  for (const sample of samples) {
    const signature = signatureOf(matching, sample.labels);
    const twin = index.get(signature);
    if (twin) {
      const group = formatLabels(matchLabels(matching, sample.labels));
      throw new QueryError(
        "execution",
        `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${formatLabels(sample.labels)}, ${formatLabels(twin.labels)}];many-to-many matching not allowed: matching labels must be unique on one side`,
      );
    }
    index.set(signature, sample);
  }
  return index;
}

function combineSets(op: "and" | "or" | "unless", matching: Matching, left: VectorSample[], right: VectorSample[]): VectorSample[] {
  const signature = (sample: VectorSample) => signatureOf(matching, sample.labels);
  const onLeft = new Set(left.map(signature));
  const onRight = new Set(right.map(signature));
  switch (op) {
    case "and":
      return left.filter((sample) => onRight.has(signature(sample)));
    case "unless":
      return left.filter((sample) => !onRight.has(signature(sample)));
    case "or":
      return [...left, ...right.filter((sample) => !onLeft.has(signature(sample)))];
  }
}

function resultLabels(expr: Binary, many: Labels, one: Labels): Labels {
  const { matching, op, bool } = expr;
  const base = isComparison(op) && !bool ? many : withoutName(many);
  if (matching.group === "one-to-one") return matching.mode === "on" ? onlyLabels(base, matching.labels) : withoutLabels(base, matching.labels);
  const included = matching.include.filter((name) => one[name] !== undefined && one[name] !== "");
  return { ...withoutLabels(base, matching.include), ...onlyLabels(one, included) };
}

function matchLabels(matching: Matching, labels: Labels): Labels {
  return matching.mode === "on" ? onlyLabels(labels, matching.labels) : withoutLabels(labels, [...matching.labels, "__name__"]);
}

function signatureOf(matching: Matching, labels: Labels): string {
  return labelKey(matchLabels(matching, labels));
}

function calculate(op: BinaryOperator, left: number, right: number): number {
  switch (op) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "^":
      return left ** right;
    default:
      throw new QueryError("execution", `operator ${JSON.stringify(op)} does not calculate`);
  }
}

function compare(op: BinaryOperator, left: number, right: number): boolean {
  switch (op) {
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case ">":
      return left > right;
    case "<":
      return left < right;
    case ">=":
      return left >= right;
    case "<=":
      return left <= right;
    default:
      throw new QueryError("execution", `operator ${JSON.stringify(op)} does not compare`);
  }
}
