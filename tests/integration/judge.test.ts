import { and, eq, inArray, ne } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { entityKey } from "@/lib/contracts/entity";
import { newId } from "@/lib/ids";
import { actions } from "@/server/action/table";
import { alerts } from "@/server/alert/table";
import { approvals } from "@/server/approval/table";
import type { World } from "@/server/container";
import { readStandingDecision } from "@/server/decision/record";
import { decisions } from "@/server/decision/table";
import { events } from "@/server/event/table";
import type { ClusterPort, MetricsPort } from "@/server/evidence/port";
import { findIncident } from "@/server/incident/read";
import { incidents } from "@/server/incident/table";
import { Unavailable } from "@/server/platform/errors";
import { recordTopology } from "@/server/topology/record";
import { judgeDueIncident } from "@/server/worker/pipeline/judge";
import { everyTool, TestCluster } from "../support/cluster";
import { openHouse, type TestHouse } from "../support/house";
import { stateOf } from "../support/scene";

const ref = { cluster: "default", kind: "workload", namespace: "shop", name: "worker" } as const;
const key = entityKey(ref);
let house: TestHouse;
let executor = new TestCluster();
let metrics: MetricsPort;
let cluster: ClusterPort;

const startedAt = new Date();
const ctx = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
const db = () => house.container.db;

/** Series of one service that step at the onset, 100 s ago. */
function stepping(values: Readonly<Record<string, readonly [before: number, after: number]>>): MetricsPort {
  const samples = (before: number, after: number) => Array.from({ length: 130 }, (_, index) => [startedAt.getTime() / 1000 - (129 - index) * 15, index < 122 ? before : after] as const);
  return {
    queryRange: ({ query }) => Promise.resolve(Object.entries(values).flatMap(([part, [before, after]]) => (query.includes(part) ? [{ labels: { namespace: "shop", service: "worker" }, samples: samples(before, after) }] : []))),
    query: () => Promise.resolve([]),
    link: () => null,
  };
}

const stuck = () => stepping({ queue_depth: [1, 500], queue_processed: [10, 0] });
const answering = (): ClusterPort => ({ readWorkload: () => Promise.resolve(stateOf("worker")), readNodes: () => Promise.resolve([]), readNotices: () => Promise.resolve([]), readTopology: () => Promise.reject(new Unavailable("not asked")) });

beforeAll(async () => {
  const world = (origin: World["origin"]): World => ({
    origin,
    cluster: "default",
    mode: "assist",
    get evidence() {
      return { metrics, cluster, rateWindowSeconds: 30 };
    },
    groups: null,
    get executors() {
      return everyTool(executor);
    },
  });
  house = await openHouse({ now: () => startedAt, worlds: { live: world("live"), range: world("range") } });
  await recordTopology(ctx(), { origin: "live", cluster: "default", snapshot: { observedAt: startedAt, entities: [{ ref, stateful: false, replicas: 2, labels: {} }], edges: [] } });
}, 60_000);
afterAll(() => house?.close());
beforeEach(async () => {
  executor = new TestCluster();
  metrics = stuck();
  cluster = answering();
  await db().update(incidents).set({ diagnoseAt: null }).where(ne(incidents.id, ""));
  await db().update(actions).set({ status: "cancelled" }).where(ne(actions.id, ""));
});

async function incidentWith(alertCount = 1): Promise<string> {
  const id = newId("incident");
  const at = new Date(startedAt.getTime() - 100_000);
  await db().insert(incidents).values({ id, origin: "live", status: "open", severity: "critical", title: "QueueBacklog", entity: ref, entityKey: key, alertCount, firingCount: alertCount, openedAt: at, updatedAt: at, diagnoseAt: startedAt });
  for (let from = 0; from < alertCount; from += 1_000) {
    await db().insert(alerts).values(
      Array.from({ length: Math.min(1_000, alertCount - from) }, (_, index) => ({ id: newId("alert"), origin: "live" as const, source: "alertmanager" as const, fingerprint: `${id} ${from + index}`, status: "firing" as const, severity: "critical" as const, name: "QueueBacklog", summary: "", labels: {}, entityKey: key, startsAt: at, lastSeenAt: startedAt, receivedCount: 1, incidentId: id })),
    );
  }
  return id;
}

const again = (id: string) => db().update(incidents).set({ diagnoseAt: startedAt }).where(eq(incidents.id, id));
const recordedOf = (id: string) => db().select().from(events).where(and(eq(events.incidentId, id), eq(events.type, "decision.recorded")));
const judge = async (id: string) => {
  expect(await judgeDueIncident(house.container, ctx())).toBe(true);
  return readStandingDecision(db(), id);
};

describe("judgeDueIncident", () => {
  test("proposes what fits and asks, with one decision, one action, one approval, and one event of each", async () => {
    const id = await incidentWith();
    const decision = await judge(id);
    expect(decision?.body).toMatchObject({ abstention: null, rootCauses: [{ cause: "stuck_process", entity: ref }], blastRadius: { entities: [{ entity: ref, hops: 0 }] } });
    expect(await db().select().from(actions).where(eq(actions.incidentId, id))).toMatchObject([{ tool: "restart", status: "proposed", decisionId: decision?.id }]);
    expect(await db().select().from(approvals).where(eq(approvals.incidentId, id))).toHaveLength(1);
    expect(await recordedOf(id)).toHaveLength(1);
    expect(await findIncident(db(), id)).toMatchObject({ status: "awaiting_approval", leaseToken: null, diagnoseAt: null });
    expect(await judgeDueIncident(house.container, ctx())).toBe(false);
  });

  test("proposes nothing for a target that another incident already has a repair for", async () => {
    await incidentWith();
    await judgeDueIncident(house.container, ctx());
    const second = await incidentWith();
    await judgeDueIncident(house.container, ctx());
    expect((await readStandingDecision(db(), second))?.body.abstention).toEqual({ code: "target_in_repair", params: { name: "worker" } });
    expect(await db().select().from(actions).where(eq(actions.incidentId, second))).toEqual([]);
    expect((await findIncident(db(), second))?.diagnoseAt).not.toBeNull();
  });

  test("proposes one repair for a target, however many workers judge incidents about it at once", async () => {
    const ids = [await incidentWith(), await incidentWith(), await incidentWith()];
    const preview = executor.preview.bind(executor);
    const waiting: (() => void)[] = [];
    executor.preview = async (call) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === ids.length) for (const go of waiting) go();
      });
      return preview(call);
    };
    expect(await Promise.all(ids.map(() => judgeDueIncident(house.container, ctx())))).toEqual([true, true, true]);
    const made = await db().select().from(actions).where(inArray(actions.incidentId, ids));
    expect(made).toMatchObject([{ status: "proposed", targetKey: key }]);
    const others = ids.filter((id) => id !== made[0]?.incidentId);
    for (const id of others) {
      expect((await readStandingDecision(db(), id))?.body).toMatchObject({ abstention: { code: "target_in_repair", params: { name: "worker" } }, blastRadius: null, risk: null });
      expect(await findIncident(db(), id)).toMatchObject({ status: "investigating", leaseToken: null, diagnoseAt: expect.any(Date) as Date });
      expect(await recordedOf(id)).toHaveLength(1);
    }
    expect(await db().select().from(approvals).where(inArray(approvals.incidentId, ids))).toHaveLength(1);
  });

  test("abstains with a reason, looks again later, and says the same only once", async () => {
    metrics = stepping({ queue_depth: [2, 2], queue_processed: [10, 10] });
    const id = await incidentWith();
    const decision = await judge(id);
    expect(decision?.body.abstention).toMatchObject({ code: expect.stringMatching(/^(false_alarm|nothing_stands_out)$/) as string });
    expect((await findIncident(db(), id))?.diagnoseAt?.getTime()).toBeGreaterThan(startedAt.getTime());
    await again(id);
    expect((await judge(id))?.id).toBe(decision?.id);
    expect(await recordedOf(id)).toHaveLength(1);
  });

  test("replaces its conclusion when the evidence changes", async () => {
    metrics = stepping({ queue_depth: [2, 2], queue_processed: [10, 10] });
    const id = await incidentWith();
    const first = await judge(id);
    metrics = stuck();
    await again(id);
    const second = await judge(id);
    expect(second?.body.rootCauses[0]?.cause).toBe("stuck_process");
    const [old] = await db().select().from(decisions).where(eq(decisions.id, first?.id ?? ""));
    expect(old?.supersededAt).not.toBeNull();
    expect(old?.body).toEqual(first?.body);
  });

  test("does not propose again what did not help, and says why it stops", async () => {
    const id = await incidentWith();
    await judge(id);
    await db().update(approvals).set({ status: "approved" }).where(eq(approvals.incidentId, id));
    await db().update(actions).set({ status: "failed", startedAt, finishedAt: startedAt }).where(eq(actions.incidentId, id));
    await db().update(incidents).set({ status: "investigating", diagnoseAt: startedAt }).where(eq(incidents.id, id));
    const decision = await judge(id);
    expect(decision?.body.abstention).toEqual({ code: "previous_attempt_failed", params: { tool: "restart" } });
    expect(decision?.body.evidence).toContainEqual(expect.objectContaining({ system: "history", stance: "against" }));
    expect(await db().select().from(actions).where(eq(actions.incidentId, id))).toHaveLength(1);
  });

  test("does nothing more while nobody knows whether the last repair ran", async () => {
    const id = await incidentWith();
    await judge(id);
    await db().update(actions).set({ status: "outcome_unknown", startedAt, finishedAt: startedAt }).where(eq(actions.incidentId, id));
    await db().update(incidents).set({ status: "investigating", diagnoseAt: startedAt }).where(eq(incidents.id, id));
    expect((await judge(id))?.body.abstention).toEqual({ code: "outcome_unknown", params: { tool: "restart" } });
  });

  test("says that the cluster is away when the repair cannot be tried dry", async () => {
    executor.preview = () => Promise.reject(new Unavailable("away"));
    const id = await incidentWith();
    expect((await judge(id))?.body).toMatchObject({ rootCauses: [{ cause: "stuck_process" }], abstention: { code: "evidence_unreachable", params: { systems: "kubernetes" } } });
  });

  test("lists what was silent, and still concludes from the rest", async () => {
    cluster = { ...answering(), readWorkload: () => Promise.reject(new Unavailable("away")) };
    const decision = await judge(await incidentWith());
    expect(decision?.body.rootCauses[0]?.cause).toBe("stuck_process");
    expect(decision?.body.missing).toMatchObject([{ system: "kubernetes", reason: { code: "unreachable" }, wouldSettle: { code: "reach_kubernetes" } }]);
  });

  test("judges an incident of 5,000 alerts with the same questions", async () => {
    let asked = 0;
    const inner = stuck();
    metrics = { ...inner, queryRange: (input) => ((asked += 1), inner.queryRange(input)) };
    const id = await incidentWith(5_000);
    const began = performance.now();
    expect((await judge(id))?.body.rootCauses[0]?.cause).toBe("stuck_process");
    expect(asked).toBeLessThan(60);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
