import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ActionCall } from "@/lib/contracts/action";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { stateOf } from "@/tests/support/scene";
import type { ClusterPort, MetricsPort } from "../evidence/port";
import { Unavailable } from "../platform/errors";
import { recordTopology } from "../topology/record";
import { computeBlastRadius } from "./compute-blast-radius";

let house: TestHouse;
const ctx = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
const ref = (name: string) => ({ cluster: "prod", kind: "workload", namespace: "shop", name }) as const;
const call: ActionCall = { tool: "restart", args: { cluster: "prod", namespace: "shop", name: "checkout" } };

beforeAll(async () => {
  house = await openHouse();
  const entities = ["gateway", "checkout"].map((name) => ({ ref: ref(name), stateful: false, replicas: 2, labels: {} }));
  await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: { observedAt: ctx().now(), entities, edges: [{ from: ref("gateway"), to: ref("checkout"), relation: "depends_on" }] } });
}, 60_000);
afterAll(() => house?.close());

const away = () => Promise.reject(new Unavailable("away"));
const cluster = (readWorkload: ClusterPort["readWorkload"]): ClusterPort => ({ readWorkload, readNodes: away, readNotices: away, readTopology: away });
const metrics = (query: MetricsPort["query"]): MetricsPort => ({ query, queryRange: away, link: () => null });

describe("computeBlastRadius", () => {
  test("walks the stored map, and asks for replicas, strategy and traffic where it can", async () => {
    const evidence = {
      rateWindowSeconds: 60,
      cluster: cluster(() => Promise.resolve({ ...stateOf("checkout", { desired: 3 }), strategy: "recreate" })),
      metrics: metrics(() => Promise.resolve([["gateway", 100], ["checkout", 25]].map(([service, rate]) => ({ labels: { namespace: "shop", service: String(service) }, samples: [[1, Number(rate)] as const] })))),
    };
    const radius = await computeBlastRadius(ctx(), { origin: "live", call, evidence });
    expect(radius.entities.map(({ entity, hops }) => [entity.name, hops])).toEqual([["checkout", 0], ["gateway", 1]]);
    expect(radius).toMatchObject({ expectedDowntimeSeconds: 30, trafficShareRatio: 0.25, stale: false });
  });

  test("still walks when nobody answers", async () => {
    const radius = await computeBlastRadius(ctx(), { origin: "live", call, evidence: { rateWindowSeconds: 60, cluster: cluster(away), metrics: metrics(away) } });
    expect(radius).toMatchObject({ expectedDowntimeSeconds: 0, trafficShareRatio: null });
    expect(radius.entities).toHaveLength(2);
  });

  test("is stale in a world whose map was never read", async () => {
    expect(await computeBlastRadius(ctx(), { origin: "range", call })).toMatchObject({ entities: [], stale: true });
  });
});
