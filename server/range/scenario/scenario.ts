import type { AlertRule } from "../alert/rule";
import type { Fault } from "../sim/fault";
import type { Random } from "../sim/random";
import type { World } from "../world/world";

/** What a scenario may touch when it starts. */
export interface Stage {
  world: World;
  /** Seeded for this run, so that the same seed plays the same run. */
  random: Random;
}

/** One exercise: it changes the cluster as an outsider would and names the faults that came with the change. */
export interface Scenario {
  /** One English sentence for lists. */
  description: string;
  /** What has to become of it, in one English sentence: which repair heals, which does not. */
  expectation: string;
  /** Alert rules that are loaded only while a `rule` fault of this scenario lasts. */
  rules?: readonly AlertRule[];
  /** Plays the opening move; a fault lives as long as something it sticks to runs. */
  start(stage: Stage): Fault[];
  /** Only for faults that no tool may repair: what a human's hands would have done, played for the drill. */
  heal?(stage: Stage): void;
}

/** The first error of a scenario that cannot start in this cluster. */
export class ScenarioImpossible extends Error {
  override name = "ScenarioImpossible";
}
