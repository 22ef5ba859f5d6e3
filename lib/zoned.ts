function partsIn(zone: string, atMs: number): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" }).formatToParts(atMs);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** A moment (ISO-8601) as the clock of a zone shows it, to the minute, as `<input type="datetime-local">` writes it; empty for what is no moment. */
export function toZoned(iso: string, zone: string): string {
  const atMs = Date.parse(iso);
  return Number.isNaN(atMs) ? "" : new Date(partsIn(zone, atMs)).toISOString().slice(0, 16);
}

/** The moment at which the clock of a zone shows `local` (`2026-11-23T10:00`), in ISO-8601 UTC; null for what is none. Of an hour that a clock skips or repeats, the offset after it counts. */
export function fromZoned(local: string, zone: string): string | null {
  const wanted = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(local) ? Date.parse(`${local.slice(0, 16)}Z`) : Number.NaN;
  if (Number.isNaN(wanted)) return null;
  const guess = wanted - (partsIn(zone, wanted) - wanted);
  return new Date(guess - (partsIn(zone, guess) - wanted)).toISOString();
}
