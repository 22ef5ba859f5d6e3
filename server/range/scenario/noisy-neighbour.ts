import { batchNamespace } from "../world/shop";
import { changeCauseAnnotation } from "../world/revisions";
import { ScenarioImpossible, type Scenario } from "./scenario";

const target = "report-batch";

/** Somebody scales the nightly reports up in the middle of the day: their pods, bound to one node and without a CPU limit, leave the shop's pods there waiting for their turn. */
export const noisyNeighbour: Scenario = {
  description: "report-batch is scaled up and eats the CPU of its node; the shop's pods there are throttled and slow.",
  expectation: "scaling report-batch down heals; restarting or scaling the slow services does not.",
  start({ world, random }) {
    const deployment = world.store.get("deployments", batchNamespace, target);
    if (!deployment) throw new ScenarioImpossible(`there is no deployment ${target}`);
    const usual = Math.min(2, deployment.spec.replicas);
    world.store.edit("deployments", deployment, (draft) => {
      draft.spec.replicas = 6 + Math.floor(random.between(0, 2));
      draft.metadata.annotations = { ...draft.metadata.annotations, [changeCauseAnnotation]: "report-batch: figures of the whole year" };
    });
    return [{ scenario: "noisy-neighbour", target: { kind: "crowd", namespace: batchNamespace, deployment: target, above: usual + 1 }, behaviour: {} }];
  },
};
