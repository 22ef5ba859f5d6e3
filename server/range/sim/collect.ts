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
  const all: Sample[] = [];
  const add = (samples: readonly Sample[]) => {
    for (const sample of samples) all.push(sample);
  };
  for (const pod of pods) {
    if (isStarted(pod)) add(processSamples(pod, state.meters[meterKey(pod)], state.queueDepth, down.has(pod.spec.nodeName ?? "")));
    add(podStateSamples(pod));
  }
  add(workloadSamples(world));
  add(nodeSamples(world, state.nodes, (node) => down.has(node)));
  return all;
}
