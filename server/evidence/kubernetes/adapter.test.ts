import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entityKey } from "@/lib/contracts/entity";
import type { EntityRef } from "@/lib/contracts/entity";
import type { ClusterPort } from "@/server/evidence/port";
import { Unavailable } from "@/server/platform/errors";
import { startRange } from "@/server/range/range";
import { kubernetesCluster } from "./adapter";

let dataDir = "";
let range: Awaited<ReturnType<typeof startRange>>;
let cluster: ClusterPort;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "awoooi-evidence-"));
  range = await startRange({ port: 0, dataDir, token: "a-token-of-the-range", seed: 7, autoplay: false, logLevel: "silent" });
  cluster = kubernetesCluster({ kubeConfig: range.kubeconfigPath, cluster: "range" });
}, 30_000);
afterAll(async () => {
  await range.close();
  await rm(dataDir, { recursive: true });
}, 30_000);

describe("kubernetesCluster.readWorkload", () => {
  test("reads a Deployment with its revisions, newest first", async () => {
    const before = Date.now();
    const checkout = await cluster.readWorkload({ namespace: "shop", name: "checkout" });
    expect(checkout).toMatchObject({
      entity: { cluster: "range", kind: "workload", namespace: "shop", name: "checkout" },
      currentRevision: 3,
      desired: 2,
      updated: 2,
      ready: 2,
      available: 2,
      total: 2,
      stateful: false,
      restartCount: 0,
    });
    expect(checkout?.observedGeneration).toBe(checkout?.generation);
    expect(checkout?.revisions.map(({ revision, replicas }) => [revision, replicas])).toEqual([[3, 2], [2, 0], [1, 0]]);
    expect(checkout?.images).toEqual(checkout?.revisions[0]?.images);
    expect(checkout?.revisions[2]?.changeCause).toContain("checkout 1.7.4");
    expect(checkout?.templateSince).toEqual(checkout?.revisions[0]?.createdAt);
    expect(checkout?.observedAt.getTime()).toBeGreaterThanOrEqual(before);
  });

  test("knows what keeps data", async () => {
    const stateful = await Promise.all(["postgres", "redis", "worker"].map(async (name) => (await cluster.readWorkload({ namespace: "shop", name }))?.stateful));
    expect(stateful).toEqual([true, true, false]);
  });

  test("is null for what is not there, and for names that are no names", async () => {
    for (const [namespace, name] of [["shop", "nobody"], ["nowhere", "checkout"], ["..", "checkout"], ["shop", "--server=https://evil"], ["shop", "checkout/scale"]] as const) {
      expect(await cluster.readWorkload({ namespace, name })).toBeNull();
    }
  });
});

describe("kubernetesCluster.readTopology", () => {
  test("draws the shop, tolerating the APIs that this cluster does not serve", async () => {
    const { entities, edges } = await cluster.readTopology();
    const names = (kind: string) => entities.filter((entity) => entity.ref.kind === kind).map((entity) => entity.ref.name).toSorted();
    const all = ["checkout", "gateway", "inventory", "log-agent", "payment", "postgres", "redis", "report-batch", "store-agent", "storefront", "worker"];
    expect(names("workload")).toEqual(all);
    expect(names("service")).toEqual(all);
    expect(names("node")).toEqual(["node-a", "node-b"]);
    expect(entities.filter((entity) => entity.stateful).map((entity) => entity.ref.name)).toEqual(["postgres", "redis"]);

    const from = (name: string, relation: string) => edges.filter((edge) => edge.from.name === name && edge.relation === relation).map((edge) => edge.to.name).toSorted();
    expect(from("checkout", "depends_on")).toEqual(["inventory", "payment", "postgres"]);
    expect(from("checkout", "selects")).toEqual(["checkout"]);
    expect(from("checkout", "runs_on")).toEqual(["node-a", "node-b"]);
    const known = new Set(entities.map((entity) => entityKey(entity.ref)));
    const ends: EntityRef[] = edges.flatMap((edge) => [edge.from, edge.to]);
    expect(ends.every((ref) => known.has(entityKey(ref)))).toBe(true);
  });
});

describe("kubernetesCluster without its cluster", () => {
  test("is unavailable", async () => {
    const lost = kubernetesCluster({ kubeConfig: join(dataDir, "nowhere"), cluster: "range" });
    await expect(lost.readWorkload({ namespace: "shop", name: "checkout" })).rejects.toBeInstanceOf(Unavailable);
    await expect(lost.readTopology()).rejects.toBeInstanceOf(Unavailable);
  });
});
