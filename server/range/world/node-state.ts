import type { Node } from "./objects";

/** The taints a node carries while it does not answer, as the node lifecycle controller puts them. */
export const unreachableTaint = "node.kubernetes.io/unreachable";

/** True when the control plane believes the node to work. */
export function isNodeReady(node: Node): boolean {
  return (node.status?.conditions ?? []).some((condition) => condition.type === "Ready" && condition.status === "True");
}

/** True when new pods may be put on the node. */
export function isSchedulable(node: Node): boolean {
  const repels = (node.spec?.taints ?? []).some((taint) => taint.effect === "NoSchedule" || taint.effect === "NoExecute");
  return isNodeReady(node) && node.spec?.unschedulable !== true && !repels;
}
