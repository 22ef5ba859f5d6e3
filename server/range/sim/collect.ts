import { isStarted } from "../world/pod-state";
import type { World } from "../world/world";
import { nodeSamples, workloadSamples } from "./cluster-samples";
import type { Sample } from "./families";
import type { Fault } from "./fault";
import { podStateSamples, processSamples } from "./pod-samples";
import { meterKey, type TrafficState } from "./traffic";

/** Every current value of every metric: what a scrape of the whole cluster would return. */
export function collectSamples(world: World, state: TrafficState, faults: readonly Fault[]): Sample[] {
  const down = new Set(faults.flatMap((fault) => (fault.target.kind === "node" ? [fault.target.node] : [])));
  const pods = world.store.list("pods");
  return [
    ...pods.filter(isStarted).flatMap((pod) => processSamples(pod, state.meters[meterKey(pod)], state.queueDepth, down.has(pod.spec.nodeName ?? ""))),
    ...pods.flatMap(podStateSamples),
    ...workloadSamples(world),
    ...nodeSamples(world, state.nodes, (node) => down.has(node)),
  ];
}
