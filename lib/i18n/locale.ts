/** The languages AWOOOI speaks; the first is the default. */
export const locales = ["zh-TW", "en"] as const;
export type Locale = (typeof locales)[number];

export const defaultLocale: Locale = "zh-TW";

/** The cookie that holds the language; written by the browser, read when a page is rendered. */
export const localeCookie = "awoooi_locale";

/** The zone in which times are shown; on the wire they are UTC. */
export const timeZone = "Asia/Taipei";

/** The language a cookie value names, or the default for anything else. */
export function toLocale(value: string | undefined): Locale {
  return locales.find((locale) => locale === value) ?? defaultLocale;
}
