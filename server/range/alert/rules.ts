import { platformRules } from "./platform-rules";
import type { AlertRule } from "./rule";
import { shopRules } from "./shop-rules";

/** The rules that are always loaded; windows are three scrapes wide, so that a demo sees cause and cure within seconds. */
export const alertRules: readonly AlertRule[] = [...shopRules, ...platformRules];
