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

/** The link in normal form when a browser may open it: http or https, no user name or password in it; else null. */
export function webLink(text: string | null | undefined): string | null {
  if (!text || text.length > 8_192 || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  return isWeb && url.username === "" && url.password === "" ? url.href : null;
}

/** Milliseconds of an RFC 3339 time with any offset and any number of fraction digits; null for no time, Go's zero time, and all up to 1970. */
export function millisecondsOf(text: string | null | undefined): number | null {
  if (!text || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(text)) return null;
  const milliseconds = Date.parse(text);
  return milliseconds > 0 ? milliseconds : null;
}
