import type { CoreV1Event, V1Node } from "@kubernetes/client-node";
import type { ClusterNotice, NodeState } from "@/server/evidence/port";

const maxNoteLength = 300;

/** A node with its conditions; a status that is none of Kubernetes' three counts as Unknown. */
export function nodeState({ metadata, spec, status }: V1Node): NodeState {
  return {
    name: metadata?.name ?? "",
    addresses: (status?.addresses ?? []).map((address) => address.address),
    unschedulable: spec?.unschedulable === true,
    conditions: (status?.conditions ?? []).map((condition) => ({
      type: condition.type,
      status: condition.status === "True" || condition.status === "False" ? condition.status : "Unknown",
      reason: condition.reason ?? "",
      since: condition.lastTransitionTime ?? new Date(0),
    })),
  };
}

/** An event of either generation: `eventTime` may be null while `firstTimestamp` is set, and the reverse. */
export function clusterNotice(event: CoreV1Event): ClusterNotice {
  const firstAt = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? new Date(0);
  const lastAt = event.lastTimestamp ?? event.series?.lastObservedTime ?? firstAt;
  return {
    reason: event.reason ?? "",
    object: { kind: event.involvedObject.kind ?? "", name: event.involvedObject.name ?? "" },
    note: (event.message ?? "").replaceAll(/\s+/g, " ").slice(0, maxNoteLength),
    count: event.series?.count ?? event.count ?? 1,
    firstAt: new Date(firstAt),
    lastAt: new Date(lastAt),
  };
}
