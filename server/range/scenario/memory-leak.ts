import { isAlive, serviceOf } from "../world/pod-state";
import { ScenarioImpossible, type Scenario } from "./scenario";

const target = "payment";
const mebibyte = 1_048_576;

/**
 * The running processes of payment have begun to leak. The kernel kills one at its limit and the kubelet starts it again in the
 * same pod, where it leaks on; new pods begin with a clean memory, and would need hours to get there.
 */
export const memoryLeak: Scenario = {
  description: "payment's processes leak memory: slow near the limit, then killed (OOMKilled) and restarted, again and again.",
  expectation: "a restart heals for a good while; more replicas only dilute it, and there is nothing to roll back.",
  start({ world, random }) {
    const pods = world.store.list("pods").filter((pod) => serviceOf(pod) === target && isAlive(pod));
    if (pods.length === 0) throw new ScenarioImpossible(`there is no pod of ${target}`);
    return pods.map((pod) => ({
      scenario: "memory-leak",
      target: { kind: "pod", uid: pod.metadata.uid },
      behaviour: { leakBytesPerSecond: random.between(3, 3.8) * mebibyte },
    }));
  },
};
