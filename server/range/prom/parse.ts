import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { aggregations, takesParameter, type Aggregation, type Expr } from "./ast";
import { checkTypes } from "./check";
import { parseError, unsupported } from "./errors";
import { parseNumber, parseString } from "./literal";
import { readBinary } from "./parse-binary";
import { readRange, readSelector } from "./parse-selector";
import { readAt, readOffset, readSubquery } from "./parse-shift";
import { childrenOf, groupingLabels, type Reader } from "./syntax";

/**
 * Parses and type-checks a query.
 * @throws {QueryError} `bad_data` for what is not PromQL, `execution` for what this engine cannot do.
 */
export function parseQuery(query: string): Expr {
  if (query.replaceAll(/#.*$/gm, "").trim() === "") throw parseError(0, "no expression found in input");
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
  const [body] = childrenOf(tree.topNode);
  if (!body) throw parseError(0, "no expression found in input");
  const expr = reader.expr(body);
  checkTypes(expr);
  return expr;
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
      return readSubquery(reader, children, node);
    case "StepInvariantExpr":
      return readAt(reader, children, node);
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
  const wanted = takesParameter(op) ? 2 : 1;
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

function only(children: SyntaxNode[], node: SyntaxNode): SyntaxNode {
  const [first] = children;
  if (!first) throw parseError(node.from, "expected an expression");
  return first;
}

function isAggregation(op: string): op is Aggregation {
  return (aggregations as readonly string[]).includes(op);
}
