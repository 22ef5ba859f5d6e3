import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entityKey, type EntityKind, type EntityRef } from "@/lib/contracts/entity";
import type { EdgeRelation } from "@/lib/contracts/topology";
import type { TopologyGraph } from "../../topology/rules";
import { blastRadiusOf, type BlastFacts } from "./blast-radius";

const ref = (name: string, kind: EntityKind = "workload"): EntityRef => ({ cluster: "prod", kind, namespace: kind === "node" ? "" : "shop", name });
const key = (name: string, kind: EntityKind = "workload") => entityKey(ref(name, kind));
const now = new Date(Date.UTC(2026, 0, 1, 12, 0));
const workloads = ["gateway", "checkout", "payment"];
const edge = (fromKey: string, relation: EdgeRelation, toKey: string) => ({ fromKey, toKey, relation });
const edges = [
  edge(key("gateway"), "depends_on", key("checkout")),
  edge(key("checkout"), "depends_on", key("payment", "service")),
  edge(key("payment", "service"), "selects", key("payment")),
  edge(key("payment"), "runs_on", key("n1", "node")),
  edge(key("ghost"), "depends_on", key("payment")),
];
const graph = (observedAt: Date | null = now, order = edges): TopologyGraph => ({
  entities: new Map([...workloads.map((name) => ref(name)), ref("payment", "service"), ref("n1", "node")].map((each) => [entityKey(each), { ref: each, stateful: false, replicas: 2 }])),
  edges: order,
  observedAt,
});
const facts: BlastFacts = { replicas: 2, now, maxHops: 2, staleMs: 300_000 };
const names = (found: ReturnType<typeof blastRadiusOf>) => found.entities.map(({ entity, hops }) => `${entity.kind} ${entity.name} ${hops}`);

describe("blastRadiusOf", () => {
  test("is the target with the service in front of it, and what needs them, nearest first, as far as the map knows them", () => {
    const radius = blastRadiusOf(graph(new Date(now.getTime() - 10_000)), key("payment"), facts);
    expect(names(radius)).toEqual(["workload payment 0", "service payment 0", "workload checkout 1", "workload gateway 2"]);
    expect(radius).toMatchObject({ topologyAgeSeconds: 10, stale: false, expectedDowntimeSeconds: 0, trafficShareRatio: null });
  });

  test("tells how a failure travels among them, by their places, and only among as many as can be drawn", () => {
    // payment -> its service -> checkout -> gateway
    expect(blastRadiusOf(graph(), key("payment"), facts).edges).toEqual([{ from: 0, to: 1 }, { from: 1, to: 2 }, { from: 2, to: 3 }]);
    const many = Array.from({ length: 60 }, (_, place) => `user-${String(place).padStart(2, "0")}`);
    const crowd: TopologyGraph = { entities: new Map(["payment", ...many].map((name) => [key(name), { ref: ref(name), stateful: false, replicas: 1 }])), edges: many.map((name) => edge(key(name), "depends_on", key("payment"))), observedAt: now };
    const radius = blastRadiusOf(crowd, key("payment"), facts);
    expect(radius.entities).toHaveLength(61);
    expect(radius.edges).toHaveLength(39);
  });

  test("of a node is what runs on it and what needs that", () => {
    expect(names(blastRadiusOf(graph(), key("n1", "node"), facts))).toEqual(["node n1 0", "workload payment 1", "workload checkout 2"]);
  });

  test("does not depend on the order in which the map was read", () => {
    fc.assert(fc.property(fc.shuffledSubarray(edges, { minLength: edges.length }), (order) => {
      expect(blastRadiusOf(graph(now, order), key("payment"), facts)).toEqual(blastRadiusOf(graph(), key("payment"), facts));
    }));
  });

  test.each([
    [{ replicas: 2 }, 0],
    [{ replicas: 1 }, 30],
    [{ replicas: 3, strategy: "recreate" as const }, 30],
    [{ replicas: 1, tool: "silence" as const }, 0],
    [{ replicas: 2, tool: "scale" as const, toReplicas: 4 }, 0],
    [{ replicas: 2, tool: "scale" as const, toReplicas: 0 }, 3_600],
    [{ replicas: 2, tool: "run_playbook" as const }, 300],
  ])("expects for %j to be away %i s", (given, seconds) => {
    expect(blastRadiusOf(graph(), key("payment"), { ...facts, ...given }).expectedDowntimeSeconds).toBe(seconds);
  });

  test("knows the share of entering requests that pass the target, or pass those that call it", () => {
    const share = (target: string, rates: [string, number][]) => blastRadiusOf(graph(), key(target), { ...facts, requestRates: new Map(rates.map(([name, rate]) => [key(name), rate])) }).trafficShareRatio;
    expect(share("checkout", [["gateway", 100], ["checkout", 30]])).toBe(0.3);
    expect(share("payment", [["gateway", 100], ["checkout", 30]])).toBe(0.3);
    expect(share("checkout", [["gateway", 100], ["checkout", 500]])).toBe(1);
    expect(share("checkout", [])).toBeNull();
  });

  test.each([
    ["was never read", null],
    ["is older than allowed", new Date(now.getTime() - 300_001)],
  ])("is stale when the topology %s", (_why, observedAt) => {
    expect(blastRadiusOf(graph(observedAt), key("payment"), facts).stale).toBe(true);
  });
});
