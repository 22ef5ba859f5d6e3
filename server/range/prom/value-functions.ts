import type { calculations, calendar } from "./signatures";

/** What each calculation makes of a value. */
export const calculate: Readonly<Record<(typeof calculations)[number], (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  sgn: Math.sign,
  sqrt: Math.sqrt,
};

const date = (seconds: number) => new Date(Math.trunc(seconds) * 1_000);
const startOfYear = (at: Date) => Date.UTC(at.getUTCFullYear(), 0, 1);
const dayMs = 86_400_000;

/** What each calendar function reads from unix seconds, in UTC. */
export const readCalendar: Readonly<Record<(typeof calendar)[number], (seconds: number) => number>> = {
  day_of_month: (seconds) => date(seconds).getUTCDate(),
  day_of_week: (seconds) => date(seconds).getUTCDay(),
  day_of_year: (seconds) => Math.floor((date(seconds).getTime() - startOfYear(date(seconds))) / dayMs) + 1,
  days_in_month: (seconds) => new Date(Date.UTC(date(seconds).getUTCFullYear(), date(seconds).getUTCMonth() + 1, 0)).getUTCDate(),
  hour: (seconds) => date(seconds).getUTCHours(),
  minute: (seconds) => date(seconds).getUTCMinutes(),
  month: (seconds) => date(seconds).getUTCMonth() + 1,
  year: (seconds) => date(seconds).getUTCFullYear(),
};
