import type { ActionCall, TargetFingerprint } from "@/lib/contracts/action";
import { Drifted, type ExecutorPort, type Preview, type TargetHealth } from "@/server/executors/port";

/**
 * Somebody else's cluster, in memory: each name has a generation that every change raises, and carries the mark of the last
 * action. It keeps the executor's promises, and a test may break them one at a time.
 */
export class TestCluster implements ExecutorPort {
  /** Ids of actions whose side effect happened, in order; one that happened twice is here twice. */
  readonly executed: string[] = [];
  readonly attempted: string[] = [];
  private readonly generations = new Map<string, number>();
  private readonly marks = new Map<string, string>();
  /** Stands in for the time an API server takes, or for its faults: `before` the change and `after` it. */
  before: (actionId: string) => Promise<void> = () => Promise.resolve();
  after: (actionId: string) => Promise<void> = () => Promise.resolve();
  settled = true;
  mark = true;

  /** Somebody else changes the target. */
  change(name: string): void {
    this.generations.set(name, this.generationOf(name) + 1);
  }

  private generationOf(name: string): number {
    return this.generations.get(name) ?? 1;
  }

  targetOf(name: string): TargetFingerprint {
    return { uid: `uid-${name}`, generation: this.generationOf(name), observedAt: new Date().toISOString() };
  }

  preview(call: ActionCall): Promise<Preview> {
    return Promise.resolve({ target: this.targetOf(call.args.name), diff: [{ path: "/spec/template", before: null, after: "restarted" }] });
  }

  async execute(call: ActionCall, target: TargetFingerprint, actionId: string): Promise<void> {
    this.attempted.push(actionId);
    await this.before(actionId);
    if (target.generation !== this.generationOf(call.args.name)) throw new Drifted("the target changed");
    this.change(call.args.name);
    this.executed.push(actionId);
    if (this.mark) this.marks.set(call.args.name, actionId);
    await this.after(actionId);
  }

  happened(call: ActionCall, actionId: string): Promise<boolean> {
    return Promise.resolve(this.marks.get(call.args.name) === actionId);
  }

  health(): Promise<TargetHealth> {
    return Promise.resolve({ settled: this.settled, ready: this.settled ? 2 : 0, desired: 2 });
  }
}
