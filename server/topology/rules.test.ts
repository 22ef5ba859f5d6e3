import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entityKey, parseEntityKey, type EntityRef } from "@/lib/contracts/entity";
import { dependenciesOf, dependencyDistances, dependentsOf, entityOfLabels, type TopologyEdge, type TopologyGraph } from "./rules";

const workload = (name: string): EntityRef => ({ cluster: "prod", kind: "workload", namespace: "shop", name });
const graphOf = (edges: readonly TopologyEdge[], ...known: EntityRef[]): TopologyGraph => ({ entities: new Map(known.map((ref) => [entityKey(ref), { ref, stateful: false, replicas: 2 }])), edges, observedAt: null });
const needs = (fromKey: string, toKey: string): TopologyEdge => ({ fromKey, toKey, relation: "depends_on" });

describe("dependenciesOf and dependentsOf", () => {
  const graph = graphOf([needs("a", "b"), needs("b", "c"), needs("c", "d"), needs("b", "a"), { fromKey: "a", toKey: "node", relation: "runs_on" }]);

  test("walk needs only, nearest first, up to the limit, and survive circles", () => {
    expect(dependenciesOf(graph, "a", 2)).toEqual([{ key: "b", hops: 1 }, { key: "c", hops: 2 }]);
    expect(dependentsOf(graph, "d", 9)).toEqual([{ key: "c", hops: 1 }, { key: "b", hops: 2 }, { key: "a", hops: 3 }]);
    expect(dependenciesOf(graph, "nobody", 3)).toEqual([]);
  });

  const anyGraph = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.constantFrom("a", "b", "c", "d", "e")), { maxLength: 15 }).map((pairs) => graphOf(pairs.map(([from, to]) => needs(from, to))));

  test("are each other's mirror in any graph, and never name the start or anything twice", () => {
    fc.assert(
      fc.property(anyGraph, fc.integer({ min: 0, max: 4 }), (any, hops) => {
        for (const one of "abcde") {
          const below = dependenciesOf(any, one, hops);
          expect(new Set([one, ...below.map((step) => step.key)]).size).toBe(below.length + 1);
          for (const step of below) {
            expect(dependentsOf(any, step.key, hops)).toContainEqual({ key: one, hops: step.hops });
            expect(dependencyDistances(any, one, hops).get(step.key)).toBe(dependencyDistances(any, step.key, hops).get(one));
          }
        }
      }),
    );
  });
});

describe("entityOfLabels with odd labels", () => {
  const graph = graphOf([]);
  test("keeps a cluster name with slashes apart from the other parts of the key", () => {
    const ref = entityOfLabels({ cluster: "arn:aws:eks:eu-1:1:cluster/prod", namespace: "shop", deployment: "checkout" }, graph, "default");
    expect(ref).toMatchObject({ cluster: "arn:aws:eks:eu-1:1:cluster/prod", name: "checkout" });
    if (ref !== null) expect(parseEntityKey(entityKey(ref))).toEqual(ref);
  });

  test("takes no name that is too long to be one, nor an empty one", () => {
    expect(entityOfLabels({ deployment: "x".repeat(254), instance: "node-1:9100", cluster: "" }, graph, "default")).toEqual({ cluster: "default", kind: "host", namespace: "", name: "node-1" });
  });
});

describe("dependencyDistances", () => {
  test("does not relate siblings", () => {
    expect([...dependencyDistances(graphOf([needs("gateway", "a"), needs("gateway", "b")]), "a", 5)]).toEqual([["gateway", 1]]);
  });

  test("is the shorter of two ways round", () => {
    expect(dependencyDistances(graphOf([needs("a", "b"), needs("b", "c"), needs("c", "a")]), "a", 3).get("c")).toBe(1);
  });
});

describe("entityOfLabels", () => {
  const none = graphOf([]);
  const name = (labels: Record<string, string>, graph = none) => {
    const ref = entityOfLabels(labels, graph, "prod");
    return ref === null ? null : entityKey(ref);
  };

  test.each([
    [{ namespace: "shop", deployment: "checkout", service: "other" }, "prod/workload/shop/checkout"],
    [{ namespace: "shop", statefulset: "postgres" }, "prod/workload/shop/postgres"],
    [{ cluster: "eu", namespace: "shop", service: "checkout" }, "eu/workload/shop/checkout"],
    [{ namespace: "shop", pod: "checkout-7d9f8b6c5d-x2x4z" }, "prod/workload/shop/checkout"],
    [{ namespace: "shop", pod: "checkout-2-7d9f8b6c5d-x2x4z" }, "prod/workload/shop/checkout-2"],
    [{ namespace: "shop", pod: "postgres-0" }, "prod/workload/shop/postgres"],
    [{ node: "n1", instance: "10.0.0.1:9100" }, "prod/node//n1"],
    [{ instance: "db1.example.com:9100" }, "prod/host//db1.example.com"],
    [{ alertname: "Watchdog" }, null],
    [{ service: "", instance: "" }, null],
  ])("reads %j as %s", (labels, expected) => {
    expect(name(labels)).toBe(expected);
  });

  const shop = graphOf([], workload("checkout"), { cluster: "prod", kind: "node", namespace: "", name: "node-1" });
  test.each([
    ["SigNoz, dotted", { "service.name": "checkout", "k8s.namespace.name": "shop", "k8s.cluster.name": "prod" }, "prod/workload/shop/checkout"],
    ["SigNoz, by deployment", { "k8s.deployment.name": "checkout", "k8s.namespace.name": "shop" }, "prod/workload/shop/checkout"],
    ["Sentry, which knows no namespace", { project: "checkout", service: "checkout", level: "error" }, "prod/workload/shop/checkout"],
    ["Sentry, by its server alone", { server_name: "checkout-7d9f8b6c5d-x2x4z", level: "error" }, "prod/host//checkout-7d9f8b6c5d-x2x4z"],
    ["GitHub, whose repository is named like the workload", { repository: "acme/checkout", service: "checkout" }, "prod/workload/shop/checkout"],
    ["GitHub, of a repository nobody runs by that name", { repository: "acme/docs", service: "docs" }, "/repository//acme/docs"],
    ["Kubernetes, of a pod", { kind: "Pod", name: "checkout-7d9f8b6c5d-x2x4z", pod: "checkout-7d9f8b6c5d-x2x4z", namespace: "shop", node: "node-1" }, "prod/workload/shop/checkout"],
    ["Kubernetes, of a ReplicaSet", { kind: "ReplicaSet", name: "checkout-7d9f8b6c5d", namespace: "shop" }, "prod/workload/shop/checkout"],
    ["Kubernetes, of a node", { kind: "Node", name: "node-1", node: "node-1" }, "prod/node//node-1"],
    ["Kali, of a service by its DNS name", { service: "checkout", namespace: "shop" }, "prod/workload/shop/checkout"],
    ["Kali, of a host", { host: "198.51.100.7" }, "prod/host//198.51.100.7"],
    ["Prometheus, of a node by its name", { instance: "node-1:9100" }, "prod/node//node-1"],
    ["an RDS alarm", { dbinstance_identifier: "orders" }, "prod/database//orders"],
  ])("finds what %s speaks of", (_source, labels, expected) => {
    expect(name(labels, shop)).toBe(expected);
  });

  test("guesses no namespace when a name exists in two", () => {
    const twice = graphOf([], workload("checkout"), { ...workload("checkout"), namespace: "staging" });
    expect(name({ service: "checkout" }, twice)).toBe("prod/workload//checkout");
  });

  test("prefers a hint that the topology knows over one it does not", () => {
    const graph = graphOf([], workload("payment"), { ...workload("frontdoor"), kind: "service" });
    expect(name({ namespace: "shop", service: "scrape-job", app: "payment" }, graph)).toBe("prod/workload/shop/payment");
    expect(name({ namespace: "shop", service: "frontdoor" }, graph)).toBe("prod/service/shop/frontdoor");
  });
});
