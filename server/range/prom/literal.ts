import { QueryError } from "./errors";

const unitMs: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

const escapes: Record<string, string> = { a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\\": "\\", "'": "'", '"': '"' };

/** The milliseconds of a duration such as `1h30m`, or nothing when the text is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) total += Number(count) * (unitMs[unit ?? ""] ?? 0);
  return total;
}

/** The value of a PromQL number: decimal, hexadecimal, `Inf`, `NaN`, or a duration in seconds. */
export function parseNumber(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[+-]\s*/, "").replaceAll("_", "");
  if (/^inf$/i.test(digits)) return sign * Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(digits)) return Number.NaN;
  const duration = parseDuration(digits);
  return sign * (duration === undefined ? Number(digits) : duration / 1_000);
}

/**
 * The text of a quoted PromQL string.
 * @throws {QueryError} when an escape is unknown or a quote is missing.
 */
export function parseString(quoted: string): string {
  const quote = quoted.charAt(0);
  if (quoted.length < 2 || !quoted.endsWith(quote)) throw new QueryError("bad_data", "unterminated quoted string");
  const body = quoted.slice(1, -1);
  if (quote === "`") return body;
  return body.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[\s\S])/g, (_, escape: string) => {
    if (/^[xuU]./.test(escape)) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
    if (/^[0-7]{3}$/.test(escape)) return String.fromCodePoint(Number.parseInt(escape, 8));
    const character = escapes[escape];
    if (character === undefined) throw new QueryError("bad_data", `unknown escape sequence U+${escape.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`);
    return character;
  });
}
