import { describe, expect, test } from "vitest";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { TopologyGraph } from "../../topology/rules";
import { Attribution, combineSamples } from "./attribution";

const workload = (name: string): EntityRef => ({ cluster: "prod", kind: "workload", namespace: "shop", name });
const node: EntityRef = { cluster: "prod", kind: "node", namespace: "", name: "node-a" };
const front: EntityRef = { cluster: "prod", kind: "service", namespace: "shop", name: "checkout-web" };
const refs = [workload("checkout"), workload("checkout-worker"), workload("postgres"), node];
const graph: TopologyGraph = {
  entities: new Map([...refs, front].map((ref) => [entityKey(ref), { ref, stateful: false, replicas: 1 }])),
  edges: [{ fromKey: entityKey(front), toKey: entityKey(workload("checkout")), relation: "selects" }],
  observedAt: null,
};
const attribution = new Attribution(refs, graph, new Map([["node-a", ["10.0.0.1"]]]));

describe("Attribution", () => {
  test.each([
    [{ namespace: "shop", service: "checkout" }, "service", "checkout"],
    [{ namespace: "shop", service: "checkout-web" }, "service", "checkout"],
    [{ namespace: "shop", service: "postgres-exporter" }, "service", "postgres"],
    [{ namespace: "shop", pod: "checkout-worker-7d9f8b6c5d-x2x4z" }, "pod", "checkout-worker"],
    [{ namespace: "shop", pod: "postgres-0" }, "pod", "postgres"],
    [{ namespace: "shop", deployment: "checkout" }, "deployment", "checkout"],
    [{ namespace: "shop", persistentvolumeclaim: "data-postgres-0" }, "claim", "postgres"],
    [{ namespace: "other", service: "checkout" }, "service", null],
    [{ namespace: "shop", pod: "stranger-7d9f8b6c5d-x2x4z" }, "pod", null],
  ] as const)("gives %j by %s to %s", (labels, scope, owner) => {
    expect(attribution.ownerOf(labels, scope)).toBe(owner === null ? null : entityKey(workload(owner)));
  });

  test.each<Record<string, string>>([{ node: "node-a" }, { instance: "10.0.0.1:9100" }, { instance: "node-a" }])("knows a node by %j", (labels) => {
    expect(attribution.ownerOf(labels, "node")).toBe(entityKey(node));
  });

  test("selects by names, services in front and node addresses", () => {
    expect(attribution.names).toEqual({ namespaces: ["shop"], names: ["checkout", "checkout-web", "checkout-worker", "postgres"], nodes: ["10.0.0.1", "node-a"] });
  });
});

describe("combineSamples", () => {
  test("adds up, or takes the worst, of samples of the same time", () => {
    const pods = [[[1, 2], [2, 3]], [[2, 5], [3, 1]]] as const;
    expect(combineSamples(pods, "sum")).toEqual([[1, 2], [2, 8], [3, 1]]);
    expect(combineSamples(pods, "max")).toEqual([[1, 2], [2, 5], [3, 1]]);
    expect(combineSamples(pods, "min")).toEqual([[1, 2], [2, 3], [3, 1]]);
  });
});
