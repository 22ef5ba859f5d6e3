import { alertStorm } from "./alert-storm";
import { badRelease } from "./bad-release";
import { deadDatabase } from "./dead-database";
import { falseAlarm } from "./false-alarm";
import { flappingProbe } from "./flapping-probe";
import { memoryLeak } from "./memory-leak";
import { noisyNeighbour } from "./noisy-neighbour";
import { saturatedWorker } from "./saturated-worker";
import type { Scenario } from "./scenario";
import { wrongFix } from "./wrong-fix";

/** Every scenario of the range by its public name; a new one is a file and a line here. */
export const scenarios = {
  "bad-release": badRelease,
  "memory-leak": memoryLeak,
  "saturated-worker": saturatedWorker,
  "noisy-neighbour": noisyNeighbour,
  "dead-database": deadDatabase,
  "flapping-probe": flappingProbe,
  "alert-storm": alertStorm,
  "false-alarm": falseAlarm,
  "wrong-fix": wrongFix,
} as const satisfies Record<string, Scenario>;

/** The public name of a scenario. */
export type ScenarioName = keyof typeof scenarios;

/** True for the name of a scenario. */
export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
