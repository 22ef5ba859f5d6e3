import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Origin } from "@/lib/contracts/common";
import { entityKey } from "@/lib/contracts/entity";
import { actions } from "@/server/action/table";
import { decideApproval } from "@/server/approval/decide";
import type { World } from "@/server/container";
import type { MetricsPort } from "@/server/evidence/port";
import { findIncident } from "@/server/incident/read";
import { incidents } from "@/server/incident/table";
import { Unavailable } from "@/server/platform/errors";
import { tunables } from "@/server/platform/tunables";
import { recordTopology } from "@/server/topology/record";
import { executeDueAction } from "@/server/worker/pipeline/execute";
import { verifyDueAction } from "@/server/worker/pipeline/verify";
import { everyTool, TestCluster } from "../support/cluster";
import { openHouse, type TestHouse } from "../support/house";
import { proposeRepair, type Repair } from "../support/repair";

const minuteMs = 60_000;
const startedAt = Date.now();
let elapsedMs = 0;
let house: TestHouse;
let cluster = new TestCluster();
let metrics: MetricsPort | null = null;

const now = () => new Date(startedAt + elapsedMs);
const db = () => house.container.db;
const worker = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");

beforeAll(async () => {
  const world = (origin: Origin): World => ({
    origin,
    cluster: "default",
    mode: "auto",
    get evidence() {
      return { metrics, cluster: null, rateWindowSeconds: 30 };
    },
    groups: null,
    get executors() {
      return everyTool(cluster);
    },
  });
  house = await openHouse({ now, worlds: { live: world("live"), range: world("range") } });
}, 60_000);
beforeEach(async () => {
  cluster = new TestCluster();
  metrics = null;
  await db().delete(actions);
});
afterAll(() => house?.close(), 60_000);

/** Series of one service that are out of the usual from two minutes before now on, and always were so for queries that the part is not in. */
function failing(service: string, part = "5.."): MetricsPort {
  const seconds = now().getTime() / 1000;
  const samples = Array.from({ length: 130 }, (_, index) => [seconds - (129 - index) * 15, index < 122 ? 0.001 : 0.4] as const);
  return { queryRange: ({ query }) => Promise.resolve(query.includes(part) && query.includes(service) ? [{ labels: { namespace: "shop", service }, samples }] : []), query: () => Promise.resolve([]), link: () => null };
}

/** A scale that ran and is being verified; its alerts are over unless `firing`. */
async function executed(input: { origin?: Origin; name?: string; firing?: boolean } = {}): Promise<Repair> {
  const { firing = false, ...given } = input;
  const repair = await proposeRepair(house.container, cluster, { ...given, call: (workload) => ({ tool: "scale", args: { ...workload, fromReplicas: 2, toReplicas: 4 } }) });
  await decideApproval(house.container.ctx({ kind: "human", id: "usr_1", name: "Commander" }, "web"), { id: repair.approvalId, role: "commander", idempotencyKey: "key-1", body: { decision: "approve", argsHash: repair.action.argsHash } });
  elapsedMs += tunables.undoMs + 1;
  expect(await executeDueAction(house.container, worker())).toBe(true);
  if (!firing) await end(repair);
  return repair;
}

const end = (repair: Repair) => db().update(incidents).set({ firingCount: 0 }).where(eq(incidents.id, repair.incidentId));

async function verify(repair: Repair, afterMs = 0) {
  elapsedMs += afterMs;
  await db().update(actions).set({ leaseUntil: sql`now() - interval '1 second'` });
  await verifyDueAction(house.container, worker());
  const [row] = await db().select().from(actions).where(eq(actions.id, repair.action.id));
  return row;
}

describe("verifyDueAction", () => {
  test("waits as long as a live Alertmanager takes to tell of an end, and not so long on the range, whose clockwork is faster", async () => {
    const live = await executed({ firing: true });
    expect((await verify(live, 11 * minuteMs))?.status).toBe("verifying");
    await end(live);
    expect(await verify(live)).toMatchObject({ status: "succeeded", outcome: { code: "verified" } });
    const range = await executed({ origin: "range", firing: true });
    expect(await verify(range, 4 * minuteMs)).toMatchObject({ status: "rolled_back", outcome: { params: { reason: "alerts_still_firing" } } });
  });

  test("looks at the metrics of the service in front of its target as well", async () => {
    const ref = { cluster: "default", kind: "workload", namespace: "shop", name: "checkout-v2" } as const;
    const front = { ...ref, kind: "service", name: "storefront" } as const;
    await recordTopology(worker(), { origin: "live", cluster: "default", snapshot: { observedAt: now(), entities: [ref, front].map((each) => ({ ref: each, stateful: false, replicas: 2, labels: {} })), edges: [{ from: front, to: ref, relation: "selects" }] } });
    const repair = await executed({ name: ref.name });
    metrics = failing(front.name);
    expect((await verify(repair))?.status, entityKey(ref)).toBe("verifying");
    metrics = failing("somebody-else");
    expect((await verify(repair))?.status).toBe("succeeded");
  });

  test("takes metrics that did not come in time for no proof", async () => {
    const repair = await executed();
    const clock = vi.spyOn(performance, "now");
    try {
      const began = performance.now();
      metrics = { ...failing("nobody"), queryRange: () => (clock.mockReturnValue(began + 2 * tunables.evidenceDeadlineMs), Promise.resolve([])) };
      expect((await verify(repair))?.status).toBe("verifying");
    } finally {
      clock.mockRestore();
    }
    metrics = failing("nobody");
    expect((await verify(repair))?.status).toBe("succeeded");
  });

  test.each([
    ["metrics", "metric_unknown", () => (metrics = { ...failing("nobody"), queryRange: () => Promise.reject(new Unavailable("Prometheus is away")) })],
    ["the target", "target_unreachable", () => (cluster.health = () => Promise.reject(new Unavailable("the cluster is away")))],
  ] as const)("does not take back a repair only because %s could not be seen: it leaves it, says so, and looks again", async (_what, reason, blind) => {
    const repair = await executed();
    blind();
    expect((await verify(repair, 16 * minuteMs))?.status, "there is still time to see it").toBe("verifying");
    expect(await verify(repair, tunables.revertWindowMs)).toMatchObject({ status: "failed", outcome: { code: "not_verified", params: { reason } } });
    expect(cluster.reverted).toEqual([]);
    expect(cluster.replicasOf(String(repair.action.args.name))).toBe(4);
    expect((await findIncident(db(), repair.incidentId))?.status).toMatch(/investigating|resolved/);
  });

  test.each([
    ["health", "not_verified", () => (cluster.health = () => Promise.reject(new TypeError("not the shape that was expected")))],
    ["revert", "not_taken_back", () => ((cluster.settled = false), (cluster.revert = () => Promise.reject(new TypeError("not the shape that was expected"))))],
  ] as const)("comes to an end although every %s answers with nonsense, so that nothing holds its target and the breakers for good", async (_what, code, spoil) => {
    const repair = await executed();
    spoil();
    expect((await verify(repair, 16 * minuteMs))?.status).toBe("verifying");
    expect(await verify(repair, tunables.revertWindowMs)).toMatchObject({ status: "failed", outcome: { code } });
  });
});
