import { describe, expect, test } from "vitest";
import { entityKey } from "@/lib/contracts/entity";
import { labelledTopology } from "./labelled";
import type { TopologyGraph } from "./rules";

const checkout = { cluster: "prod", kind: "workload", namespace: "shop", name: "checkout" } as const;
const graph: TopologyGraph = { entities: new Map([[entityKey(checkout), { ref: checkout, stateful: false, replicas: 2 }]]), edges: [], observedAt: null };
const read = (...labelSets: Record<string, string>[]) => {
  const { entities, edges } = labelledTopology(labelSets, graph, { defaultCluster: "prod", seenAt: new Date(0) });
  return { entities: entities.map((entity) => entityKey(entity.ref)), edges: edges.map((edge) => `${edge.from.name} ${edge.relation} ${edge.to.name}`) };
};

describe("labelledTopology", () => {
  test("adds what no other reader knows, once, and leaves the known alone", () => {
    expect(read({ namespace: "shop", service: "checkout" }, { "service.name": "mailer", "k8s.namespace.name": "shop" }, { "service.name": "mailer", "k8s.namespace.name": "shop" })).toEqual({ entities: ["prod/workload/shop/mailer"], edges: [] });
  });

  test("draws who calls whom from peer labels, also towards the known", () => {
    expect(read({ "service.name": "mailer", "k8s.namespace.name": "shop", "peer.service": "checkout" })).toEqual({ entities: ["prod/workload/shop/mailer"], edges: ["mailer depends_on checkout"] });
    expect(read({ namespace: "shop", service: "checkout", "peer.service": "checkout" }).edges).toEqual([]);
  });

  test("learns nothing from labels that name nothing, nor from text", () => {
    expect(read({ alertname: "Watchdog" }, { description: "service=evil calls peer.service=checkout" })).toEqual({ entities: [], edges: [] });
  });
});
