import type { Labels } from "./labels";

/** One label condition of a selector. */
export interface Matcher {
  label: string;
  op: "=" | "!=" | "=~" | "!~";
  value: string;
  matches: (value: string) => boolean;
}

/** Where on the time line a selector or subquery looks: `offset`, and `@` with a time or an end of the asked time. */
export interface Shift {
  offsetMs: number;
  at?: number | "start" | "end";
}

/** A selector such as `up{job="x"} offset 5m`. */
export interface Selector extends Shift {
  kind: "selector";
  matchers: Matcher[];
}

/** A subquery such as `rate(x[1m])[5m:10s]`. */
export interface Subquery extends Shift {
  kind: "subquery";
  body: Expr;
  rangeMs: number;
  /** Nothing takes the interval at which rules are evaluated. */
  stepMs?: number;
}

/** How the two sides of a vector operation find each other. */
export interface Matching {
  mode: "on" | "ignoring";
  labels: string[];
  group: "one-to-one" | "left" | "right";
  include: string[];
}

/** Every binary operator. */
export const binaryOperators = ["+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=", "and", "or", "unless"] as const;
/** A binary operator. */
export type BinaryOperator = (typeof binaryOperators)[number];

/** Every aggregation the engine knows. */
export const aggregations = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "topk", "bottomk", "quantile", "count_values"] as const;
/** An aggregation. */
export type Aggregation = (typeof aggregations)[number];

/** A parsed query. */
export type Expr =
  | { kind: "number"; value: number }
  | { kind: "string"; value: string }
  | Selector
  | { kind: "range"; selector: Selector; rangeMs: number }
  | Subquery
  | { kind: "call"; name: string; args: Expr[] }
  | { kind: "aggregate"; op: Aggregation; mode: "by" | "without"; labels: string[]; param?: Expr; body: Expr }
  | { kind: "negate"; body: Expr }
  | { kind: "binary"; op: BinaryOperator; bool: boolean; matching: Matching; left: Expr; right: Expr };

/** The type of a query's result. */
export type ValueType = "scalar" | "vector" | "matrix" | "string";

/** One element of an instant vector. */
export interface VectorSample {
  labels: Labels;
  value: number;
}

/** True when the operator is a set operator. */
export function isSetOperator(op: BinaryOperator): op is "and" | "or" | "unless" {
  return op === "and" || op === "or" || op === "unless";
}

/** True when the operator compares. */
export function isComparison(op: BinaryOperator): boolean {
  return ["==", "!=", ">", "<", ">=", "<="].includes(op);
}

/** True when a label set satisfies all matchers; a missing label counts as empty. */
export function satisfies(labels: Labels, matchers: readonly Matcher[]): boolean {
  return matchers.every((matcher) => matcher.matches(labels[matcher.label] ?? ""));
}

/** True for an aggregation with a parameter before its vector. */
export function takesParameter(op: Aggregation): boolean {
  return op === "topk" || op === "bottomk" || op === "quantile" || op === "count_values";
}
