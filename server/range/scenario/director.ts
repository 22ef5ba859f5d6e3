import type { AlertRule } from "../alert/rule";
import { persists, type Fault } from "../sim/fault";
import { Random } from "../sim/random";
import type { World } from "../world/world";
import { isScenarioName, scenarios, type ScenarioName } from "./registry";
import type { Scenario } from "./scenario";

/** One run of a scenario. */
export interface Run {
  scenario: ScenarioName;
  seed: number;
  startedAt: number;
  endedAt?: number;
}

/** A scenario that is going to start by itself. */
export interface Cue {
  scenario: ScenarioName;
  at: number;
}

/** One line of the scenario list. */
export interface ScenarioListing {
  name: ScenarioName;
  description: string;
  expectation: string;
  /** True when only hands heal it, which the range can play. */
  healedByHand: boolean;
  running: boolean;
  startedAt: string | null;
  seed: number | null;
}

/** The saved form of a director. */
export interface SavedDirector {
  faults: Fault[];
  runs: Run[];
  cues: Cue[];
}

/** How an attempt to start a scenario ended. */
export type StartOutcome = { outcome: "started"; run: Run } | { outcome: "unknown" | "already_running" };

const runsKept = 50;

/** Starts scenarios, holds their faults and notices when the cluster no longer runs anything they stick to. */
export class Director {
  #faults: Fault[] = [];
  #runs: Run[] = [];
  #cues: Cue[] = [];

  constructor(
    private readonly world: World,
    private readonly seed: number,
  ) {}

  /** Every fault in the world, whether or not something afflicted runs now. */
  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** Past and present runs, oldest first. */
  get runs(): readonly Run[] {
    return this.#runs;
  }

  /** Plans a scenario to start by itself. */
  cue(scenario: ScenarioName, at: number): void {
    this.#cues.push({ scenario, at });
  }

  /** Starts a scenario unless it is unknown or running. */
  start(name: string, seed = this.seed): StartOutcome {
    if (!isScenarioName(name)) return { outcome: "unknown" };
    if (this.isRunning(name)) return { outcome: "already_running" };
    const run: Run = { scenario: name, seed, startedAt: this.world.now };
    this.#faults.push(...scenarios[name].start({ world: this.world, random: new Random(seed) }));
    this.#runs = [...this.#runs, run].slice(-runsKept);
    return { outcome: "started", run };
  }

  /** Takes the faults of a scenario out of the world and leaves the cluster as it is; false when there were none. */
  clear(name: ScenarioName): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.scenario !== name);
    this.#endRuns();
    return this.#faults.length < before;
  }

  /** Plays what a human's hands would have done; false when the scenario does not run or heals otherwise. */
  heal(name: ScenarioName): boolean {
    const scenario: Scenario = scenarios[name];
    if (!scenario.heal || !this.isRunning(name)) return false;
    scenario.heal({ world: this.world, random: new Random(this.seed) });
    return true;
  }

  /** True while a fault of the scenario sticks to anything. */
  isRunning(name: ScenarioName): boolean {
    return this.#faults.some((fault) => fault.scenario === name && persists(fault, this.world));
  }

  /** The alert rules that scenarios have loaded. */
  get rules(): readonly AlertRule[] {
    const loaded = new Set(this.#faults.flatMap(({ target }) => (target.kind === "rule" ? [target.alert] : [])));
    if (loaded.size === 0) return [];
    return Object.values<Scenario>(scenarios).flatMap((scenario) => (scenario.rules ?? []).filter((rule) => loaded.has(rule.alert)));
  }

  /** Starts what is due and forgets what was cured. */
  tick(): void {
    const due = this.#cues.filter((cue) => cue.at <= this.world.now);
    this.#cues = this.#cues.filter((cue) => !due.includes(cue));
    for (const cue of due) this.start(cue.scenario);
    this.#faults = this.#faults.filter((fault) => !this.#isOver(fault));
    this.#endRuns();
  }

  /** Every scenario with whether it runs. */
  list(): ScenarioListing[] {
    return (Object.keys(scenarios) as ScenarioName[]).map((name) => {
      const run = this.#runs.findLast((candidate) => candidate.scenario === name && candidate.endedAt === undefined);
      return {
        name,
        description: scenarios[name].description,
        expectation: scenarios[name].expectation,
        healedByHand: Object.hasOwn(scenarios[name], "heal"),
        running: this.isRunning(name),
        startedAt: run ? new Date(run.startedAt).toISOString() : null,
        seed: run?.seed ?? null,
      };
    });
  }

  /** Everything needed to go on later. */
  save(): SavedDirector {
    return { faults: this.#faults, runs: this.#runs, cues: this.#cues };
  }

  /** Takes over a saved state. */
  restore(saved: SavedDirector): void {
    this.#faults = saved.faults;
    this.#runs = saved.runs;
    this.#cues = saved.cues;
  }

  /** A bad image or probe may come back; everything else is over for good once nothing carries it or its time has come. */
  #isOver(fault: Fault): boolean {
    if (fault.until !== undefined && fault.until <= this.world.now) return true;
    const { kind } = fault.target;
    return kind !== "image" && kind !== "probe" && !persists(fault, this.world);
  }

  #endRuns(): void {
    for (const run of this.#runs) {
      if (run.endedAt === undefined && !this.isRunning(run.scenario)) run.endedAt = this.world.now;
    }
  }
}
