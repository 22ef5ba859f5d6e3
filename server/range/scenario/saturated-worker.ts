import { isAlive, serviceOf } from "../world/pod-state";
import { ScenarioImpossible, type Scenario } from "./scenario";

const target = "worker";

/** Every running worker process wedges; nothing in the Deployment changes, so any way to get new pods helps. */
export const saturatedWorker: Scenario = {
  description: "the worker's processes hang: nothing is processed, the queue grows, the pods still look Ready.",
  expectation: "a restart heals, and so does one more replica; nothing was released, so there is nothing to roll back.",
  start({ world }) {
    const pods = world.store.list("pods").filter((pod) => serviceOf(pod) === target && isAlive(pod));
    if (pods.length === 0) throw new ScenarioImpossible(`there is no pod of ${target}`);
    return pods.map((pod) => ({
      scenario: "saturated-worker",
      target: { kind: "pod", uid: pod.metadata.uid },
      behaviour: { throughputFactor: 0 },
    }));
  },
};
