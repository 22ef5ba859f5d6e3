import type { Node, Pod } from "./objects";
import { isSchedulable } from "./node-state";
import { isAlive, serviceOf } from "./pod-state";
import { recordEvent } from "./record-event";
import type { World } from "./world";

/**
 * The node a waiting pod goes to: the one with the fewest of its service, then of all, among those that may take it. A pod
 * without any stays Pending and says why.
 */
export function schedulePod(world: World, pod: Pod): string | undefined {
  if (pod.spec.nodeName !== undefined) return pod.spec.nodeName;
  const nodes = world.store.list("nodes");
  const load = new Map(nodes.map((node) => [node.metadata.name, loadOf(world, node, serviceOf(pod))]));
  const loadOn = (node: Node) => load.get(node.metadata.name) ?? { own: 0, all: 0 };
  const fitting = nodes.filter((node) => isSchedulable(node) && wants(pod, node) && loadOn(node).all < Number(node.status?.allocatable?.["pods"] ?? 110));
  const [best] = [...fitting].sort((a, b) => loadOn(a).own - loadOn(b).own || loadOn(a).all - loadOn(b).all);
  if (best) return best.metadata.name;
  refuse(world, pod, nodes.length);
  return undefined;
}

function loadOf(world: World, node: Node, service: string | undefined): { own: number; all: number } {
  const here = world.store.list("pods").filter((pod) => pod.spec.nodeName === node.metadata.name && isAlive(pod));
  return { own: here.filter((pod) => serviceOf(pod) === service).length, all: here.length };
}

function wants(pod: Pod, node: Node): boolean {
  return Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => node.metadata.labels?.[key] === value);
}

function refuse(world: World, pod: Pod, nodes: number): void {
  const message = `0/${nodes} nodes are available: no node is ready, schedulable, selected and has room.`;
  if (pod.status.conditions?.some((condition) => condition.type === "PodScheduled" && condition.status === "False")) return;
  world.store.edit("pods", pod, (draft) => {
    draft.status.conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message, lastTransitionTime: world.timestamp }];
  });
  recordEvent(world, pod, { type: "Warning", reason: "FailedScheduling", message, component: "default-scheduler" });
}
