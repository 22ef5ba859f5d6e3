import type { ActionCall, TargetFingerprint, Tool } from "@/lib/contracts/action";
import { Drifted, isSameTarget, Refused, type ExecutorPort, type Preview, type Restore, type TargetHealth } from "@/server/executors/port";

/** One executor behind every tool. */
export function everyTool(executor: ExecutorPort | null): Record<Tool, ExecutorPort | null> {
  return { restart: executor, scale: executor, rollback: executor, silence: executor, run_playbook: executor };
}

interface Workload {
  generation: number;
  template: number;
  replicas: number;
  mark: string | null;
}

/** The steps of every playbook of a `TestCluster`. */
export const testSteps = ["pg_check_disk", "pg_start", "pg_prove"];

/**
 * Somebody else's cluster, in memory: each name has a template, replicas, a generation that every change raises, and the mark of the
 * last action. It keeps the executor's promises, and a test may break them one at a time.
 */
export class TestCluster implements ExecutorPort {
  /** Ids of actions whose side effect happened, in order; one that happened twice is here twice. */
  readonly executed: string[] = [];
  readonly attempted: string[] = [];
  readonly reverted: string[] = [];
  private readonly workloads = new Map<string, Workload>();
  /** Stands in for the time an API server takes, or for its faults: `before` the change and `after` it. */
  before: (actionId: string) => Promise<void> = () => Promise.resolve();
  after: (actionId: string) => Promise<void> = () => Promise.resolve();
  settled = true;
  mark = true;

  private of(name: string): Workload {
    const found = this.workloads.get(name) ?? { generation: 1, template: 1, replicas: 2, mark: null };
    this.workloads.set(name, found);
    return found;
  }

  /** Somebody else changes what the target runs. */
  change(name: string): void {
    const workload = this.of(name);
    workload.template += 1;
    workload.generation += 1;
  }

  /** Somebody else, an autoscaler say, changes how many there are. */
  resize(name: string, replicas: number): void {
    const workload = this.of(name);
    workload.replicas = replicas;
    workload.generation += 1;
  }

  replicasOf(name: string): number {
    return this.of(name).replicas;
  }

  private hash({ tool }: ActionCall, { template, replicas }: Workload): string {
    return tool === "scale" ? `replicas-${replicas}` : `template-${template}`;
  }

  targetOf(call: ActionCall): TargetFingerprint {
    const workload = this.of(call.args.name);
    return { uid: `uid-${call.args.name}`, generation: workload.generation, observedAt: new Date().toISOString(), dependsOnHash: this.hash(call, workload) };
  }

  async preview(call: ActionCall): Promise<Preview> {
    const workload = this.of(call.args.name);
    const target = this.targetOf(call);
    if (call.tool === "run_playbook") return { target, diff: [], steps: testSteps };
    if (call.tool !== "scale") return { target, diff: [{ path: "/spec/template", before: null, after: "restarted" }] };
    if (workload.replicas !== call.args.fromReplicas) throw new Refused("it has other replicas");
    return { target, diff: [{ path: "/spec/replicas", before: String(workload.replicas), after: String(call.args.toReplicas) }], restore: { value: workload.replicas, leftHash: `replicas-${call.args.toReplicas}` } };
  }

  async execute(call: ActionCall, target: TargetFingerprint, actionId: string): Promise<void> {
    this.attempted.push(actionId);
    await this.before(actionId);
    if (!isSameTarget(target, this.targetOf(call))) throw new Drifted("the target changed");
    if (call.tool === "scale") this.resize(call.args.name, call.args.toReplicas);
    else if (call.tool !== "run_playbook") this.change(call.args.name);
    this.executed.push(actionId);
    if (this.mark) this.of(call.args.name).mark = actionId;
    await this.after(actionId);
  }

  happened(call: ActionCall, actionId: string): Promise<boolean> {
    return Promise.resolve(this.of(call.args.name).mark === actionId);
  }

  health(): Promise<TargetHealth> {
    return Promise.resolve({ settled: this.settled, ready: this.settled ? 2 : 0, desired: 2 });
  }

  async revert(call: ActionCall, restore: Restore, actionId: string): Promise<void> {
    const workload = this.of(call.args.name);
    if (workload.mark === `${actionId}.reverted`) return;
    if (workload.mark !== actionId || this.hash(call, workload) !== restore.leftHash) throw new Drifted("it is not as the action left it");
    this.resize(call.args.name, restore.value);
    workload.mark = `${actionId}.reverted`;
    this.reverted.push(actionId);
  }
}
