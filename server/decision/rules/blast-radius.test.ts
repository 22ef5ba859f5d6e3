import { describe, expect, test } from "vitest";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { TopologyGraph } from "../../topology/rules";
import { blastRadiusOf } from "./blast-radius";

const ref = (name: string): EntityRef => ({ cluster: "prod", kind: "workload", namespace: "shop", name });
const key = (name: string) => entityKey(ref(name));
const now = new Date(Date.UTC(2026, 0, 1, 12, 0));
const graph = (observedAt: Date | null): TopologyGraph => ({
  entities: new Map(["gateway", "checkout", "payment"].map((name) => [key(name), { ref: ref(name), stateful: false, replicas: 2 }])),
  edges: [["gateway", "checkout"], ["checkout", "payment"], ["ghost", "payment"]].map(([from = "", to = ""]) => ({ fromKey: key(from), toKey: key(to), relation: "depends_on" as const })),
  observedAt,
});
const input = { replicas: 2, now, maxHops: 2, staleMs: 300_000 };

describe("blastRadiusOf", () => {
  test("is the target and what needs it, nearest first, as far as the topology knows them", () => {
    const radius = blastRadiusOf(graph(new Date(now.getTime() - 10_000)), key("payment"), input);
    expect(radius.entities).toEqual([{ entity: ref("payment"), hops: 0 }, { entity: ref("checkout"), hops: 1 }, { entity: ref("gateway"), hops: 2 }]);
    expect(radius).toMatchObject({ topologyAgeSeconds: 10, stale: false, expectedDowntimeSeconds: 0 });
  });

  test("expects a single replica to be away while it starts", () => {
    expect(blastRadiusOf(graph(now), key("payment"), { ...input, replicas: 1 }).expectedDowntimeSeconds).toBeGreaterThan(0);
  });

  test.each([
    ["was never read", null],
    ["is older than allowed", new Date(now.getTime() - 300_001)],
  ])("is stale when the topology %s", (_why, observedAt) => {
    expect(blastRadiusOf(graph(observedAt), key("payment"), input).stale).toBe(true);
  });
});
