import type { SyntaxNode } from "@lezer/common";
import type { Expr, Matcher, Selector } from "./ast";
import { parseError } from "./errors";
import { parseString } from "./literal";
import { positiveMs } from "./parse-duration";
import { childrenOf, type Reader } from "./syntax";

/** Reads an instant selector with its matchers. */
export function readSelector(reader: Reader, node: SyntaxNode): Selector {
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

/** Reads a range selector. */
export function readRange(reader: Reader, [body, duration]: SyntaxNode[], node: SyntaxNode): Expr {
  if (!body || !duration) throw parseError(node.from, "incomplete range selector");
  const selector = reader.expr(body);
  if (selector.kind !== "selector") throw parseError(node.from, "ranges only allowed for vector selectors");
  if (selector.offsetMs !== 0 || selector.at !== undefined) throw parseError(node.from, "no offset modifiers allowed before range");
  const rangeMs = positiveMs(reader, duration);
  return { kind: "range", selector, rangeMs };
}
