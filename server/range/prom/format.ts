/** A sample value as Prometheus' JSON writes it. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return padExponent(Object.is(value, -0) ? "-0" : String(value));
}

/** A sample value in scientific notation, as the alerts API writes it. */
export function formatScientific(value: number): string {
  return Number.isFinite(value) ? padExponent(value.toExponential()) : formatValue(value);
}

/** Milliseconds as the seconds of Prometheus' JSON. */
export function toSeconds(timeMs: number): number {
  return timeMs / 1_000;
}

/** Go writes at least two digits of exponent. */
function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
