import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { World } from "@/server/container";
import { decisions } from "@/server/decision/table";
import type { ClusterPort } from "@/server/evidence/port";
import { newId } from "@/lib/ids";
import { alerts } from "@/server/alert/table";
import { claimDueIncident } from "@/server/incident/claim";
import { findIncident } from "@/server/incident/read";
import { incidents } from "@/server/incident/table";
import { tunables } from "@/server/platform/tunables";
import { judgeDueIncident } from "@/server/worker/pipeline/judge";
import { recordTopology } from "@/server/topology/record";
import { everyTool } from "../support/cluster";
import { openHouse, type TestHouse } from "../support/house";

const ref = { cluster: "default", kind: "workload", namespace: "shop", name: "checkout" } as const;
let house: TestHouse;
let asked = 0;
let answer: () => void = () => undefined;

beforeAll(async () => {
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const cluster: ClusterPort = {
    readNodes: () => Promise.resolve([]),
    readNotices: () => Promise.resolve([]),
    readTopology: () => Promise.reject(new Error("not asked here")),
    readWorkload: async () => {
      asked += 1;
      await answered;
      return null;
    },
  };
  const world = (origin: World["origin"]): World => ({ origin, cluster: "default", mode: "assist", evidence: { metrics: null, cluster, rateWindowSeconds: 60 }, groups: null, executors: everyTool(null) });
  house = await openHouse({ worlds: { live: world("live"), range: world("range") } });
}, 60_000);

afterAll(() => house?.close(), 60_000);

const worker = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");

describe("a look that takes longer than a lease", () => {
  test("keeps its claim, so that no other worker begins it again, and writes one decision", async () => {
    const ctx = worker();
    const now = ctx.now();
    const id = newId("incident");
    await recordTopology(ctx, { origin: "live", cluster: "default", snapshot: { observedAt: now, entities: [{ ref, stateful: false, replicas: 2, labels: {} }], edges: [] } });
    await ctx.db.insert(incidents).values({ id, origin: "live", status: "open", severity: "critical", title: "Slow", entity: ref, entityKey: "default/workload/shop/checkout", alertCount: 1, firingCount: 1, openedAt: now, updatedAt: now, diagnoseAt: now });
    await ctx.db.insert(alerts).values({ id: newId("alert"), origin: "live", source: "alertmanager", fingerprint: "f", status: "firing", severity: "critical", name: "Slow", summary: "", labels: {}, entityKey: "default/workload/shop/checkout", startsAt: now, lastSeenAt: now, receivedCount: 1, incidentId: id });
    const looking = judgeDueIncident(house.container, worker());
    await expect.poll(() => asked).toBe(1);
    const first = (await findIncident(ctx.db, id))?.leaseUntil?.getTime() ?? Infinity;
    await expect.poll(async () => (await findIncident(ctx.db, id))?.leaseUntil?.getTime(), { timeout: tunables.heartbeatMs * 1.5, interval: 250 }).toBeGreaterThan(first);
    expect(await claimDueIncident(worker())).toBeNull();
    answer();
    expect(await looking).toBe(true);
    expect(await ctx.db.select().from(decisions).where(eq(decisions.incidentId, id))).toHaveLength(1);
    expect(await findIncident(ctx.db, id)).toMatchObject({ status: "investigating", leaseToken: null });
  }, tunables.heartbeatMs * 2 + 10_000);
});
