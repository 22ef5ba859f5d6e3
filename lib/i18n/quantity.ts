const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

function unit(locale: string, value: number, name: string, maximumFractionDigits = 0): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "long", maximumFractionDigits }).format(value);
}

function pair(locale: string, seconds: number, size: number, name: string, smaller: number, smallerName: string): string {
  const first = Math.floor(seconds / size);
  const second = Math.floor((seconds % size) / smaller);
  const text = unit(locale, first, name);
  return second > 0 ? `${text} ${unit(locale, second, smallerName)}` : text;
}

/** A length of time in words, at most two units: `2 minutes 30 seconds`. */
export function sayDuration(locale: string, seconds: number): string {
  const size = Math.abs(seconds);
  if (size > 0 && size < 1) return unit(locale, Math.round(size * 1000), "millisecond");
  if (size < 10) return unit(locale, size, "second", 1);
  if (size < minute) return unit(locale, Math.round(size), "second");
  if (size < hour) return pair(locale, size, minute, "minute", 1, "second");
  if (size < day) return pair(locale, size, hour, "hour", minute, "minute");
  return pair(locale, size, day, "day", hour, "hour");
}

/** An age in words, one unit, rounded down: `14 minutes`. */
export function sayAge(locale: string, seconds: number): string {
  const size = Math.max(0, seconds);
  if (size < minute) return unit(locale, Math.floor(size), "second");
  if (size < hour) return unit(locale, Math.floor(size / minute), "minute");
  if (size < day) return unit(locale, Math.floor(size / hour), "hour");
  return unit(locale, Math.floor(size / day), "day");
}

/** An amount of memory with a binary unit: `1.5 GiB`. */
export function sayBytes(locale: string, bytes: number): string {
  const steps = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = bytes > 0 ? Math.min(steps.length - 1, Math.floor(Math.log2(bytes) / 10)) : 0;
  const value = new Intl.NumberFormat(locale, { maximumFractionDigits: power === 0 ? 0 : 1 }).format(bytes / 1024 ** power);
  return `${value} ${steps[power]}`;
}
