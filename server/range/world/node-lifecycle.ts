import { evictionMs, nodeGraceMs } from "../tunables";
import { setReady } from "./container";
import { isNodeReady, unreachableTaint } from "./node-state";
import type { Node, Pod } from "./objects";
import { isAlive, isReady, isStarted } from "./pod-state";
import { beginDeletion } from "./pods";
import type { Reality } from "./reality";
import { recordEvent } from "./record-event";
import type { World } from "./world";

/**
 * What the control plane does about machines that fall silent: after the grace period the node is NotReady and tainted and
 * its pods count as not ready; after the toleration its pods are given up, DaemonSet pods excepted. A machine that speaks
 * again is taken back, and its kubelet then ends what was given up meanwhile.
 */
export function watchNodes(world: World, reality: Reality): void {
  for (const node of world.store.list("nodes")) {
    const down = reality.isDown(node.metadata.name);
    if (!down) {
      world.forgetSilence(node.metadata.name);
      if (!isNodeReady(node)) takeBack(world, node);
      continue;
    }
    const silentMs = world.now - world.silentSince(node.metadata.name);
    if (silentMs >= nodeGraceMs && isNodeReady(node)) giveUpNode(world, node);
    const pods = world.store.list("pods").filter((pod) => pod.spec.nodeName === node.metadata.name && isAlive(pod));
    if (silentMs >= nodeGraceMs) for (const pod of pods.filter(isReady)) markUnready(world, pod);
    if (silentMs >= nodeGraceMs + evictionMs) for (const pod of pods.filter(isEvictable)) evict(world, pod);
  }
}

function giveUpNode(world: World, node: Node): void {
  const lost = world.store.edit("nodes", node, (draft) => {
    for (const condition of draft.status?.conditions ?? []) {
      Object.assign(condition, { status: "Unknown", reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status.", lastTransitionTime: world.timestamp });
    }
    draft.spec = { ...draft.spec, taints: (["NoSchedule", "NoExecute"] as const).map((effect) => ({ key: unreachableTaint, effect, timeAdded: world.timestamp })) };
  });
  recordEvent(world, lost, { type: "Normal", reason: "NodeNotReady", message: `Node ${node.metadata.name} status is now: NodeNotReady`, component: "node-controller" });
}

function takeBack(world: World, node: Node): void {
  const healthy: Record<string, string> = { Ready: "KubeletReady", MemoryPressure: "KubeletHasSufficientMemory", DiskPressure: "KubeletHasNoDiskPressure", PIDPressure: "KubeletHasSufficientPID" };
  const back = world.store.edit("nodes", node, (draft) => {
    for (const condition of draft.status?.conditions ?? []) {
      const reason = healthy[condition.type] ?? condition.type;
      Object.assign(condition, { status: condition.type === "Ready" ? "True" : "False", reason, message: reason, lastTransitionTime: world.timestamp });
    }
    const taints = (draft.spec?.taints ?? []).filter((taint) => taint.key !== unreachableTaint);
    draft.spec = { ...draft.spec, taints: taints.length > 0 ? taints : undefined };
  });
  recordEvent(world, back, { type: "Normal", reason: "NodeReady", message: `Node ${node.metadata.name} status is now: NodeReady`, component: "kubelet" });
}

function markUnready(world: World, pod: Pod): void {
  const lost = world.store.edit("pods", pod, (draft) => setReady(world, draft, false));
  recordEvent(world, lost, { type: "Warning", reason: "NodeNotReady", message: "Node is not ready", component: "node-controller" });
}

function evict(world: World, pod: Pod): void {
  recordEvent(world, pod, { type: "Normal", reason: "TaintManagerEviction", message: `Marking for deletion Pod ${pod.metadata.namespace ?? ""}/${pod.metadata.name}`, component: "taint-eviction-controller" });
  beginDeletion(world, pod);
}

function isEvictable(pod: Pod): boolean {
  return isStarted(pod) && !(pod.metadata.ownerReferences ?? []).some((owner) => owner.kind === "DaemonSet");
}
