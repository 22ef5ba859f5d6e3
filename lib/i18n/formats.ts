import type { Formats } from "next-intl";

/** Named formats of times and numbers, so that the same kind of value looks the same everywhere. */
export const formats = {
  dateTime: {
    clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    precise: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
    stamp: { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    full: { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  },
  number: {
    ratio: { style: "percent", maximumFractionDigits: 1 },
    figure: { maximumFractionDigits: 1 },
    index: { minimumFractionDigits: 1, maximumFractionDigits: 1 },
  },
} as const satisfies Formats;
