const replacement = "\uFFFD";

/** Quick test, since nearly every text is clean. */
const suspicious = /[\u0000\uD800-\uDFFF]/;

/** The text with NUL characters and lone surrogates replaced by U+FFFD: PostgreSQL stores neither in `jsonb`. */
export function storable(text: string): string {
  return suspicious.test(text) ? text.replaceAll("\u0000", replacement).replace(/\p{Surrogate}/gu, replacement) : text;
}

/** The text on one storable line of at most `maxLength` UTF-16 units, no character cut in half. */
export function oneLine(text: string, maxLength: number): string {
  const line = storable(text.slice(0, maxLength * 4)).replace(/\s+/g, " ").trim().slice(0, maxLength);
  return /[\uD800-\uDBFF]$/.test(line) ? line.slice(0, -1) : line;
}

/** Links that were read lately: all alerts of one rule carry the same. */
const links = new Map<string, string | null>();
const linksKept = 1_000;

/** The link in normal form when a browser may open it: http or https, no user name or password in it; else null. */
export function webLink(text: unknown): string | null {
  if (typeof text !== "string" || text.length > 8_192) return null;
  const known = links.get(text);
  if (known !== undefined) return known;
  if (links.size >= linksKept) links.clear();
  const link = readLink(text);
  links.set(text, link);
  return link;
}

function readLink(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  return isWeb && url.username === "" && url.password === "" ? url.href : null;
}

/** The end of the year 9999, the last that PostgreSQL reads as JavaScript writes it. */
const lastMilliseconds = 253_402_300_799_999;

/** Milliseconds of an RFC 3339 time with any offset and any number of fraction digits; null for no time, Go's zero time, and all up to 1970 or beyond 9999. */
export function millisecondsOf(text: unknown): number | null {
  if (typeof text !== "string" || text.length > 64 || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(text)) return null;
  return inRange(Date.parse(text));
}

/** Milliseconds of a time in seconds since 1970; null for anything else. */
export function millisecondsOfSeconds(seconds: unknown): number | null {
  return typeof seconds === "number" ? inRange(Math.floor(seconds * 1000)) : null;
}

function inRange(milliseconds: number): number | null {
  return milliseconds > 0 && milliseconds <= lastMilliseconds ? milliseconds : null;
}

/** A text or number of any JSON value on one storable line; empty for anything else. */
export function lineOf(value: unknown, maxLength: number): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? oneLine(value, maxLength) : "";
}

/** The first of these values that says something, on one storable line; empty when none does. */
export function firstLineOf(values: readonly unknown[], maxLength: number): string {
  for (const value of values) {
    const line = lineOf(value, maxLength);
    if (line !== "") return line;
  }
  return "";
}
