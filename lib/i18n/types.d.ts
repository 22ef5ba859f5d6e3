import type messages from "../../messages/zh-TW.json";
import type { formats } from "./formats";
import type { Locale as HouseLocale } from "./locale";

declare module "next-intl" {
  interface AppConfig {
    Locale: HouseLocale;
    Messages: typeof messages;
    Formats: typeof formats;
  }
}
