import { getRequestConfig } from "next-intl/server";
import { cookies } from "next/headers";
import { formats } from "./formats";
import { localeCookie, timeZone, toLocale } from "./locale";

/** The language, words and zone of one request, chosen by cookie. */
export default getRequestConfig(async () => {
  const locale = toLocale((await cookies()).get(localeCookie)?.value);
  const words = locale === "en" ? await import("../../messages/en.json") : await import("../../messages/zh-TW.json");
  return { locale, timeZone, formats, messages: words.default };
});
