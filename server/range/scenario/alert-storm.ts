import { serviceOf } from "../world/pod-state";
import { nodeNames } from "../world/shop";
import { ScenarioImpossible, type Scenario } from "./scenario";

/** The machine of the node that does not hold the database dies; everything on it alerts at once, and it comes back by itself. */
export const alertStorm: Scenario = {
  description: "a node fails: some two hundred alerts about it, its pods and their workloads within seconds; it returns after a while.",
  expectation: "one incident about one node; its pods move by themselves, no tool is needed, and it ends when the node is back.",
  start({ world, random }) {
    const database = world.store.list("pods").find((pod) => serviceOf(pod) === "postgres")?.spec.nodeName;
    const node = nodeNames.find((name) => name !== database);
    if (node === undefined) throw new ScenarioImpossible("there is no node without the database");
    return [{ scenario: "alert-storm", target: { kind: "node", node }, behaviour: {}, until: world.now + random.between(140_000, 160_000) }];
  },
};
