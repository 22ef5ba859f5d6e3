import type { SyntaxNode } from "@lezer/common";
import { parseError, unsupported } from "./errors";
import { parseDuration } from "./literal";
import type { Reader } from "./syntax";

/** The milliseconds of a duration in a query; negative ones only make sense as offsets. */
export function durationMs(reader: Reader, node: SyntaxNode): number {
  const text = reader.text(node).replaceAll(/\s/g, "");
  const [, sign, digits] = /^([+-]?)(.+)$/.exec(text) ?? [];
  const plain = digits !== undefined && /^[\d.]+$/.test(digits) ? Number(digits) * 1_000 : parseDuration(digits ?? "");
  if (plain === undefined) throw unsupported(`the duration expression ${JSON.stringify(text)}`);
  return sign === "-" ? -plain : plain;
}

/**
 * The milliseconds of a range or step.
 * @throws {QueryError} `bad_data` when it is not positive.
 */
export function positiveMs(reader: Reader, node: SyntaxNode): number {
  const ms = durationMs(reader, node);
  if (ms <= 0) throw parseError(node.from, "duration must be greater than 0");
  return ms;
}
