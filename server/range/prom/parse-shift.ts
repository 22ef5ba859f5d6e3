import type { SyntaxNode } from "@lezer/common";
import type { Expr, Shift } from "./ast";
import { parseError } from "./errors";
import { parseNumber } from "./literal";
import { durationMs, positiveMs } from "./parse-duration";
import type { Reader } from "./syntax";

/** Reads a subquery. */
export function readSubquery(reader: Reader, [body, range, step]: SyntaxNode[], node: SyntaxNode): Expr {
  if (!body || !range) throw parseError(node.from, "incomplete subquery");
  const stepMs = step ? positiveMs(reader, step) : undefined;
  return { kind: "subquery", body: reader.expr(body), rangeMs: positiveMs(reader, range), stepMs, offsetMs: 0 };
}

/** Reads an offset and puts it on the selector or subquery it belongs to. */
export function readOffset(reader: Reader, children: SyntaxNode[], node: SyntaxNode): Expr {
  const [body] = children;
  const duration = children.at(-1);
  if (!body || !duration) throw parseError(node.from, "incomplete offset");
  return shifted(reader.expr(body), { offsetMs: durationMs(reader, duration) }, "offset", node);
}

/** Reads an `@` and puts it on the selector or subquery it belongs to. */
export function readAt(reader: Reader, children: SyntaxNode[], node: SyntaxNode): Expr {
  const [body] = children;
  const time = children.at(-1);
  if (!body || !time) throw parseError(node.from, "incomplete @ modifier");
  return shifted(reader.expr(body), { at: readTime(reader, time) }, "@", node);
}

function readTime(reader: Reader, node: SyntaxNode): number | "start" | "end" {
  if (node.getChild("AtStart")) return "start";
  if (node.getChild("AtEnd")) return "end";
  const seconds = parseNumber(reader.text(node));
  if (!Number.isFinite(seconds)) throw parseError(node.from, `timestamp out of bounds for @ modifier: ${reader.text(node)}`);
  return Math.round(seconds * 1_000);
}

function shifted(expr: Expr, shift: Partial<Shift>, modifier: string, node: SyntaxNode): Expr {
  const refuseTwice = (target: Shift) => {
    const twice = shift.at === undefined ? target.offsetMs !== 0 : target.at !== undefined;
    if (twice) throw parseError(node.from, `${modifier} may not be set multiple times`);
  };
  switch (expr.kind) {
    case "selector":
    case "subquery":
      refuseTwice(expr);
      return { ...expr, ...shift };
    case "range":
      refuseTwice(expr.selector);
      return { ...expr, selector: { ...expr.selector, ...shift } };
    default:
      throw parseError(node.from, `${modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery`);
  }
}
