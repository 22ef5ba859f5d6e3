import { badRelease } from "./bad-release";
import { saturatedWorker } from "./saturated-worker";
import type { Scenario } from "./scenario";

/** Every scenario of the range by its public name; a new one is a file and a line here. */
export const scenarios = {
  "bad-release": badRelease,
  "saturated-worker": saturatedWorker,
} as const satisfies Record<string, Scenario>;

/** The public name of a scenario. */
export type ScenarioName = keyof typeof scenarios;

/** True for the name of a scenario. */
export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
