import type { SyntaxNode } from "@lezer/common";
import { binaryOperators, isComparison, isSetOperator, type BinaryOperator, type Expr, type Matching } from "./ast";
import { parseError, unsupported } from "./errors";
import { childrenOf, groupingLabels, type Reader } from "./syntax";

/** Reads a binary expression with its `bool`, `on`, `ignoring` and `group_*` modifiers. */
export function readBinary(reader: Reader, node: SyntaxNode): Expr {
  const [left, operator, ...rest] = childrenOf(node);
  const right = rest.at(-1);
  if (!left || !operator || !right) throw parseError(node.from, "incomplete binary expression");
  const op = reader.text(operator).toLowerCase();
  if (!isBinaryOperator(op)) throw unsupported(`the operator ${op}`);
  if (node.getChild("FillModifier")) throw unsupported("fill modifiers");
  const bool = node.getChild("BoolModifier") !== null;
  if (bool && !isComparison(op)) throw parseError(operator.from, "bool modifier can only be used on comparison operators");
  const matching = readMatching(reader, node.getChild("MatchingModifierClause"));
  if (isSetOperator(op) && matching.group !== "one-to-one") throw parseError(node.from, `no grouping allowed for "${op}" operation`);
  return { kind: "binary", op, bool, matching, left: reader.expr(left), right: reader.expr(right) };
}

function readMatching(reader: Reader, clause: SyntaxNode | null): Matching {
  if (!clause) return { mode: "ignoring", labels: [], group: "one-to-one", include: [] };
  const [labels, include] = clause.getChildren("GroupingLabels");
  const group = clause.getChild("GroupLeft") ? "left" : clause.getChild("GroupRight") ? "right" : "one-to-one";
  return {
    mode: clause.getChild("On") ? "on" : "ignoring",
    labels: groupingLabels(reader, labels ?? null),
    group,
    include: groupingLabels(reader, include ?? null),
  };
}

function isBinaryOperator(op: string): op is BinaryOperator {
  return (binaryOperators as readonly string[]).includes(op);
}
