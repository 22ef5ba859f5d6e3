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
  /** Plays the opening move; a fault lives as long as something it sticks to runs. */
  start(stage: Stage): Fault[];
}

/** The first error of a scenario that cannot start in this cluster. */
export class ScenarioImpossible extends Error {
  override name = "ScenarioImpossible";
}
