import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { TopologySnapshot } from "../evidence/port";
import { entityOfLabels, type TopologyGraph } from "./rules";

/** Names of what the sender of a signal called when it happened, as tracing libraries write them. */
const peerLabels = ["peer.service", "peer_service", "server.address", "net.peer.name"] as const;

/**
 * What signals themselves tell of the map: entities that no other reader knows, and which of them calls which (`peer.service`).
 * Only names that are whole labels count; text is never searched for names.
 */
export function labelledTopology(labelSets: readonly Readonly<Record<string, string>>[], graph: TopologyGraph, input: { readonly defaultCluster: string; readonly seenAt: Date }): TopologySnapshot {
  const entities = new Map<string, TopologySnapshot["entities"][number]>();
  const edges: TopologySnapshot["edges"][number][] = [];
  const add = (ref: EntityRef, labels: Readonly<Record<string, string>>) => {
    const key = entityKey(ref);
    if (!graph.entities.has(key) && !entities.has(key)) entities.set(key, { ref, stateful: ref.kind === "database", replicas: null, labels });
  };
  for (const labels of labelSets) {
    const from = entityOfLabels(labels, graph, input.defaultCluster);
    if (from === null) continue;
    add(from, { ...labels });
    const peerName = peerLabels.map((name) => (Object.hasOwn(labels, name) ? labels[name] : undefined)).find((name) => name !== undefined && name !== "");
    if (peerName === undefined) continue;
    const peer = entityOfLabels({ cluster: from.cluster, namespace: from.namespace, service: peerName }, graph, input.defaultCluster);
    if (peer === null || entityKey(peer) === entityKey(from)) continue;
    add(peer, {});
    edges.push({ from, to: peer, relation: "depends_on" });
  }
  return { observedAt: input.seenAt, entities: [...entities.values()], edges };
}
