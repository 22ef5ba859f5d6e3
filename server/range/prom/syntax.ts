import type { SyntaxNode } from "@lezer/common";
import type { Expr } from "./ast";
import { parseString } from "./literal";

/** Turns a node of the syntax tree into an expression; shared with the other parse files. */
export interface Reader {
  text(node: SyntaxNode): string;
  expr(node: SyntaxNode): Expr;
}

/** The children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== "LineComment") children.push(child);
  return children;
}

/** The names in a `by (...)`, `on (...)` or similar list. */
export function groupingLabels(reader: Reader, node: SyntaxNode | null): string[] {
  if (!node) return [];
  return childrenOf(node).map((label) => (label.name === "QuotedLabelName" ? parseString(reader.text(label)) : reader.text(label)));
}
