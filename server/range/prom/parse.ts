import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { aggregations, type Aggregation, type Expr, type Matcher, type Selector } from "./ast";
import { checkTypes } from "./check";
import { parseError, unsupported } from "./errors";
import { parseDuration, parseNumber, parseString } from "./literal";
import { readBinary } from "./parse-binary";

/** Turns a node of the syntax tree into an expression; shared with the other parse files. */
export interface Reader {
  text(node: SyntaxNode): string;
  expr(node: SyntaxNode): Expr;
}

/**
 * Parses and type-checks a query.
 * @throws {QueryError} `bad_data` for what is not PromQL, `execution` for what this engine cannot do.
 */
export function parseQuery(query: string): Expr {
  const tree = parser.parse(query);
  tree.iterate({
    enter: (node) => {
      if (!node.type.isError) return;
      const found = query.slice(node.from, node.to === node.from ? node.from + 12 : node.to).trim();
      throw parseError(node.from, found ? `unexpected ${JSON.stringify(found)}` : "unexpected end of input");
    },
  });
  const reader: Reader = {
    text: (node) => query.slice(node.from, node.to),
    expr: (node) => readExpr(reader, node),
  };
  const top = tree.topNode.firstChild;
  const body = top?.name === "LineComment" ? top.nextSibling : top;
  if (!body) throw parseError(0, "no expression found in input");
  const expr = reader.expr(body);
  checkTypes(expr);
  return expr;
}

/** The children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== "LineComment") children.push(child);
  return children;
}

function readExpr(reader: Reader, node: SyntaxNode): Expr {
  const children = childrenOf(node);
  switch (node.name) {
    case "NumberDurationLiteral":
      return { kind: "number", value: parseNumber(reader.text(node)) };
    case "StringLiteral":
      return { kind: "string", value: parseString(reader.text(node)) };
    case "ParenExpr":
      return reader.expr(only(children, node));
    case "UnaryExpr":
      return readUnary(reader, children, node);
    case "VectorSelector":
      return readSelector(reader, node);
    case "MatrixSelector":
      return readRange(reader, children, node);
    case "OffsetExpr":
      return readOffset(reader, children, node);
    case "FunctionCall":
      return readCall(reader, node);
    case "AggregateExpr":
      return readAggregate(reader, node);
    case "BinaryExpr":
      return readBinary(reader, node);
    case "SubqueryExpr":
      throw unsupported("subqueries");
    case "StepInvariantExpr":
      throw unsupported("the @ modifier");
    default:
      throw unsupported(node.name);
  }
}

function readUnary(reader: Reader, [op, body]: SyntaxNode[], node: SyntaxNode): Expr {
  if (!op || !body) throw parseError(node.from, "expected an operand");
  const operand = reader.expr(body);
  if (reader.text(op) === "+") return operand;
  return operand.kind === "number" ? { kind: "number", value: -operand.value } : { kind: "negate", body: operand };
}

function readSelector(reader: Reader, node: SyntaxNode): Selector {
  const matchers: Matcher[] = [];
  const name = node.getChild("Identifier");
  if (name) matchers.push(matcher("__name__", "=", reader.text(name), name.from));
  for (const child of childrenOf(node.getChild("LabelMatchers") ?? node)) {
    if (child.name === "QuotedLabelName") matchers.push(matcher("__name__", "=", parseString(reader.text(child)), child.from));
    if (child.name !== "UnquotedLabelMatcher" && child.name !== "QuotedLabelMatcher") continue;
    const [label, op, value] = childrenOf(child);
    if (!label || !op || !value) throw parseError(child.from, "incomplete label matcher");
    const labelName = label.name === "QuotedLabelName" ? parseString(reader.text(label)) : reader.text(label);
    matchers.push(matcher(labelName, reader.text(op), parseString(reader.text(value)), child.from));
  }
  if (matchers.every((one) => one.matches(""))) throw parseError(node.from, "vector selector must contain at least one non-empty matcher");
  return { kind: "selector", matchers, offsetMs: 0 };
}

function matcher(label: string, op: string, value: string, position: number): Matcher {
  const test = op === "=~" || op === "!~" ? anchored(value, position) : undefined;
  switch (op) {
    case "=":
      return { label, op, value, matches: (candidate) => candidate === value };
    case "!=":
      return { label, op, value, matches: (candidate) => candidate !== value };
    case "=~":
      return { label, op, value, matches: (candidate) => test?.test(candidate) ?? false };
    case "!~":
      return { label, op, value, matches: (candidate) => !(test?.test(candidate) ?? false) };
    default:
      throw parseError(position, `unexpected label matching operator ${JSON.stringify(op)}`);
  }
}

function anchored(pattern: string, position: number): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "s");
  } catch {
    throw parseError(position, `error parsing regexp: ${pattern}`);
  }
}

function readRange(reader: Reader, [body, duration]: SyntaxNode[], node: SyntaxNode): Expr {
  if (!body || !duration) throw parseError(node.from, "incomplete range selector");
  const selector = reader.expr(body);
  if (selector.kind !== "selector") throw parseError(node.from, "ranges only allowed for vector selectors");
  if (selector.offsetMs !== 0) throw parseError(node.from, "no offset modifiers allowed before range");
  const rangeMs = durationMs(reader, duration);
  if (rangeMs <= 0) throw parseError(duration.from, "duration must be greater than 0");
  return { kind: "range", selector, rangeMs };
}

function readOffset(reader: Reader, children: SyntaxNode[], node: SyntaxNode): Expr {
  const [body] = children;
  const duration = children.at(-1);
  if (!body || !duration) throw parseError(node.from, "incomplete offset");
  const offsetMs = durationMs(reader, duration);
  const expr = reader.expr(body);
  if (expr.kind === "selector") return { ...expr, offsetMs };
  if (expr.kind === "range") return { ...expr, selector: { ...expr.selector, offsetMs } };
  throw parseError(node.from, "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery");
}

function durationMs(reader: Reader, node: SyntaxNode): number {
  const text = reader.text(node).replaceAll(/\s/g, "");
  const [, sign, digits] = /^([+-]?)(.+)$/.exec(text) ?? [];
  const plain = digits !== undefined && /^[\d.]+$/.test(digits) ? Number(digits) * 1_000 : parseDuration(digits ?? "");
  if (plain === undefined) throw unsupported(`the duration expression ${JSON.stringify(text)}`);
  return sign === "-" ? -plain : plain;
}

function readCall(reader: Reader, node: SyntaxNode): Expr {
  const name = node.getChild("FunctionIdentifier");
  const body = node.getChild("FunctionCallBody");
  if (!name || !body) throw parseError(node.from, "incomplete function call");
  return { kind: "call", name: reader.text(name), args: childrenOf(body).map((argument) => reader.expr(argument)) };
}

function readAggregate(reader: Reader, node: SyntaxNode): Expr {
  const operator = node.getChild("AggregateOp");
  const op = operator ? reader.text(operator).toLowerCase() : "";
  if (!isAggregation(op)) throw unsupported(`the aggregation ${op}`);
  const args = childrenOf(node.getChild("FunctionCallBody") ?? node).map((argument) => reader.expr(argument));
  const wanted = op === "topk" || op === "bottomk" ? 2 : 1;
  if (args.length !== wanted) throw parseError(node.from, `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`);
  const modifier = node.getChild("AggregateModifier");
  const labels = modifier ? groupingLabels(reader, modifier.getChild("GroupingLabels")) : [];
  const body = args.at(-1);
  if (!body) throw parseError(node.from, "no arguments for aggregate expression provided");
  return {
    kind: "aggregate",
    op,
    mode: modifier?.getChild("Without") ? "without" : "by",
    labels,
    param: wanted === 2 ? args[0] : undefined,
    body,
  };
}

/** The names in a `by (...)`, `on (...)` or similar list. */
export function groupingLabels(reader: Reader, node: SyntaxNode | null): string[] {
  if (!node) return [];
  return childrenOf(node).map((label) => (label.name === "QuotedLabelName" ? parseString(reader.text(label)) : reader.text(label)));
}

function only(children: SyntaxNode[], node: SyntaxNode): SyntaxNode {
  const [first] = children;
  if (!first) throw parseError(node.from, "expected an expression");
  return first;
}

function isAggregation(op: string): op is Aggregation {
  return (aggregations as readonly string[]).includes(op);
}
