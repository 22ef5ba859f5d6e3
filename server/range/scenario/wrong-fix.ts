import { imageOf, isAlive, serviceOf } from "../world/pod-state";
import { ScenarioImpossible, type Scenario } from "./scenario";

const target = "worker";

/**
 * Looks exactly like a hung worker, and is not one: an order has come that the running version chokes on, long after its release.
 * Whoever restarts it gets processes that choke as well, and every start puts messages back that were done already. Another version
 * works the order off, and then the fault is gone for good.
 */
export const wrongFix: Scenario = {
  description: "the worker stands still as if it hung, yet an order that its version cannot digest is to blame: every restart adds to the queue.",
  expectation: "a restart suggests itself, does not help and makes it worse, more replicas too; then rolling worker back heals.",
  start({ world, random }) {
    const pod = world.store.list("pods").find((candidate) => serviceOf(candidate) === target && isAlive(candidate));
    const image = pod === undefined ? undefined : imageOf(pod);
    if (image === undefined) throw new ScenarioImpossible(`there is no pod of ${target}`);
    return [{ scenario: "wrong-fix", target: { kind: "message", image }, behaviour: { throughputFactor: 0, requeuedAtStart: Math.round(random.between(60, 90)) } }];
  },
};
