import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import { openHouse, type TestHouse } from "@/tests/support/house";
import type { TopologySnapshot } from "../evidence/port";
import { describeTopology } from "./describe";
import { readTopology } from "./read";
import { recordTopology } from "./record";
import { entities, entityEdges } from "./table";

let house: TestHouse;
let clock = new Date(Date.UTC(2026, 0, 1));

beforeAll(async () => {
  house = await openHouse({ now: () => clock });
}, 60_000);
afterAll(() => house?.close());
beforeEach(async () => {
  clock = new Date(Date.UTC(2026, 0, 1));
  await house.container.db.delete(entities);
  await house.container.db.delete(entityEdges);
});

const ctx = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
const ref = (name: string, cluster = "prod"): EntityRef => ({ cluster, kind: "workload", namespace: "shop", name });
const key = (name: string) => entityKey(ref(name));

function snapshot(names: readonly string[], edges: readonly [string, string][] = [], more: { cluster?: string; stateful?: boolean; relation?: "depends_on" | "deploys" } = {}): TopologySnapshot {
  const { cluster = "prod", stateful = false, relation = "depends_on" } = more;
  return { observedAt: clock, entities: names.map((name) => ({ ref: ref(name, cluster), stateful, replicas: 1, labels: {} })), edges: edges.map(([from, to]) => ({ from: ref(from, cluster), to: ref(to, cluster), relation })) };
}

const known = async () => [...(await readTopology(house.container.db, "live")).entities.keys()].sort();
const later = (seconds: number) => (clock = new Date(clock.getTime() + seconds * 1000));

describe("recordTopology", () => {
  test("takes 20,000 entities and 40,000 edges in one commit", async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `svc-${index}`);
    const edges = names.flatMap((name, index): [string, string][] => [[name, `svc-${(index + 1) % 20_000}`], [name, `svc-${(index + 7) % 20_000}`]]);
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(names, edges) });
    const graph = await readTopology(house.container.db, "live");
    expect([graph.entities.size, graph.edges.length]).toEqual([20_000, 40_000]);
  }, 30_000);

  test("is read once for each time it is written", async () => {
    const read = () => readTopology(house.container.db, "live");
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["a"]) });
    const first = await read();
    expect(await read()).toBe(first);
    later(10);
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["b"]) });
    expect([...(await read()).entities.keys()]).toEqual([key("b")]);
    expect((await readTopology(house.container.db, "range")).entities.size).toBe(0);
  });

  test("forgets what the cluster no longer reports, and only of that cluster", async () => {
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["a", "b"], [["a", "b"]]) });
    await recordTopology(ctx(), { origin: "live", cluster: "eu", snapshot: snapshot(["c"], [], { cluster: "eu" }) });
    later(10);
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["a"]) });
    expect(await known()).toEqual([entityKey(ref("c", "eu")), key("a")].sort());
    expect((await readTopology(house.container.db, "live")).edges).toEqual([]);
    expect((await readTopology(house.container.db, "range")).entities.size).toBe(0);
  });

  test("lets a surer reader speak over a less sure one, and each forget only its own", async () => {
    await recordTopology(ctx(), { origin: "live", cluster: null, snapshot: snapshot(["a", "d"], [["a", "d"]]), reader: "declared" });
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["a"]) });
    later(10);
    await recordTopology(ctx(), { origin: "live", cluster: null, snapshot: snapshot(["a"]), reader: "declared" });
    expect(await known()).toEqual([key("a")]);
    const map = await describeTopology(ctx(), { origin: "live", hops: 2, limit: 10 });
    expect(map.entities).toMatchObject([{ key: key("a"), reader: "kubernetes", ageSeconds: 10, stale: false }]);
    later(10);
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["b"]) });
    expect(await known()).toEqual([key("b")]);
  });

  test("keeps what people declared to keep data, until they take it back", async () => {
    const stateful = async () => (await readTopology(house.container.db, "live")).entities.get(key("a"))?.stateful;
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["a"]) });
    await recordTopology(ctx(), { origin: "live", cluster: null, snapshot: snapshot(["a"], [], { stateful: true }), reader: "declared" });
    expect(await stateful()).toBe(true);
    later(10);
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["a"]) });
    expect(await stateful()).toBe(true);
    await recordTopology(ctx(), { origin: "live", cluster: null, snapshot: snapshot([]), reader: "declared" });
    expect(await stateful()).toBe(false);
  });

  test("keeps what labels spoke of until they are silent for long", async () => {
    await recordTopology(ctx(), { origin: "live", cluster: null, snapshot: snapshot(["l"]), reader: "labels", forgetBefore: new Date(clock.getTime() - 60_000) });
    later(30);
    await recordTopology(ctx(), { origin: "live", cluster: null, snapshot: snapshot([]), reader: "labels", forgetBefore: new Date(clock.getTime() - 60_000) });
    expect(await known()).toEqual([key("l")]);
    later(31);
    await recordTopology(ctx(), { origin: "live", cluster: null, snapshot: snapshot([]), reader: "labels", forgetBefore: new Date(clock.getTime() - 60_000) });
    expect(await known()).toEqual([]);
  });
});

describe("describeTopology", () => {
  test("shows ages and staleness, bounded, or only what is near an entity", async () => {
    await recordTopology(ctx(), { origin: "live", cluster: "prod", snapshot: snapshot(["a", "b", "c", "d"], [["a", "b"], ["b", "c"], ["c", "d"]]) });
    later(600);
    const all = await describeTopology(ctx(), { origin: "live", hops: 2, limit: 3 });
    expect(all).toMatchObject({ origin: "live", stale: true, truncated: true });
    expect(all.entities).toHaveLength(3);
    expect(all.entities[0]).toMatchObject({ key: key("a"), ageSeconds: 600, stale: true });
    const near = await describeTopology(ctx(), { origin: "live", around: key("a"), hops: 1, limit: 10 });
    expect(near.entities.map((entity) => entity.key)).toEqual([key("a"), key("b")]);
    expect(near.edges).toMatchObject([{ fromKey: key("a"), toKey: key("b"), relation: "depends_on", reader: "kubernetes" }]);
  });
});
