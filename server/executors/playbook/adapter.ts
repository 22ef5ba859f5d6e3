import { actionCall, type ActionCall } from "@/lib/contracts/action";
import { Drifted, isSameTarget, Refused, type ExecutorPort, type Preview, type TargetHealth } from "@/server/executors/port";
import { playbooks } from "./playbooks";

/*
 * Nothing is done to any system: humans do the steps, and tick them. `execute` hands over, so there is nothing that may have run
 * without being known, and nothing to take back.
 */

type PlaybookCall = Extract<ActionCall, { tool: "run_playbook" }>;

/** What the playbook executor needs: the cluster that calls must name, and who tells how the target does afterwards. */
export interface PlaybookExecutorOptions {
  readonly cluster: string;
  readonly health: (call: ActionCall) => Promise<TargetHealth>;
}

/** Runs playbooks by hand: the machine only keeps the order and the record. */
export function playbookExecutor({ cluster, health }: PlaybookExecutorOptions): ExecutorPort {
  const checked = (call: ActionCall): PlaybookCall => {
    const read = actionCall.safeParse(call);
    if (!read.success || read.data.tool !== "run_playbook") throw new Refused("the call is not a playbook");
    if (read.data.args.cluster !== cluster) throw new Refused("the call is for another cluster");
    return read.data;
  };

  const open = ({ args }: PlaybookCall): Preview => {
    const playbook = playbooks.get(args.playbook);
    if (playbook === undefined) throw new Refused("there is no such playbook");
    const target = { uid: `playbook/${playbook.id}/${args.namespace}/${args.name}`, generation: playbook.version, observedAt: new Date().toISOString() };
    return { target, diff: [], steps: playbook.steps };
  };

  return {
    preview: async (unchecked) => open(checked(unchecked)),
    execute: async (unchecked, frozen) => {
      if (!isSameTarget(frozen, open(checked(unchecked)).target)) throw new Drifted("the playbook was changed");
    },
    happened: async (unchecked) => open(checked(unchecked)).steps !== undefined,
    health: async (unchecked) => health(checked(unchecked)),
    revert: async () => {
      throw new Refused("what hands did, hands take back");
    },
  };
}
