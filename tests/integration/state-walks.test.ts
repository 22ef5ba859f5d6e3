import { eq, ne, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { actions } from "@/server/action/table";
import { alerts } from "@/server/alert/table";
import { decideApproval } from "@/server/approval/decide";
import { approvals } from "@/server/approval/table";
import type { World } from "@/server/container";
import { readStandingDecision } from "@/server/decision/record";
import type { MetricsPort } from "@/server/evidence/port";
import { acceptDelivery } from "@/server/inbox/accept";
import { lockIncident, moveIncident } from "@/server/incident/change";
import { findIncident } from "@/server/incident/read";
import { incidents } from "@/server/incident/table";
import { AppError, Unavailable } from "@/server/platform/errors";
import { tunables } from "@/server/platform/tunables";
import { recordTopology } from "@/server/topology/record";
import { executeDueAction } from "@/server/worker/pipeline/execute";
import { ingestInboxEntry } from "@/server/worker/pipeline/ingest";
import { judgeDueIncident } from "@/server/worker/pipeline/judge";
import { verifyDueAction } from "@/server/worker/pipeline/verify";
import { settleQuietIncidents } from "@/server/approval/withdraw";
import { everyTool, TestCluster } from "../support/cluster";
import { alertmanagerToken, openHouse, type TestHouse } from "../support/house";
import { proposeRepair, type Repair } from "../support/repair";
import { eventually } from "../support/wait";

let house: TestHouse;
let cluster: TestCluster;
let mode: World["mode"] = "auto";
let metrics: MetricsPort | null = null;
let elapsedMs = 0;
const startedAt = Date.now();

beforeAll(async () => {
  const world = (origin: World["origin"]): World => ({
    origin,
    cluster: "default",
    get mode() {
      return mode;
    },
    get evidence() {
      return { metrics, cluster: null, rateWindowSeconds: 60 };
    },
    groups: null,
    get executors() {
      return everyTool(cluster);
    },
  });
  house = await openHouse({ now: () => new Date(startedAt + elapsedMs), worlds: { live: world("live"), range: world("range") } });
}, 60_000);

afterAll(() => house?.close(), 60_000);

beforeEach(async () => {
  cluster = new TestCluster();
  mode = "auto";
  metrics = null;
  await house.container.db.delete(actions);
});

const worker = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
const person = (name: string) => house.container.ctx({ kind: "human", id: `usr_${name}`, name }, "web");
const db = () => house.container.db;

async function actionOf(repair: Repair) {
  const [row] = await db().select().from(actions).where(eq(actions.id, repair.action.id));
  return row;
}

async function deliver(alert: Record<string, unknown>): Promise<string> {
  const { container } = house;
  const headers = { "content-type": "application/json", authorization: `Bearer ${alertmanagerToken}` };
  const read = () => Promise.resolve(Buffer.from(JSON.stringify({ alerts: [alert] })));
  const receipt = await acceptDelivery({ intake: container.intake, source: container.sources.alertmanager, secrets: container.doorSecrets("alertmanager"), delivery: { headers, read } });
  return receipt.inboxId;
}

const ingest = async (alert: Record<string, unknown>) => ingestInboxEntry(house.container, worker(), await deliver(alert));
const alertNamed = async (name: string) => (await db().select().from(alerts).where(eq(alerts.name, name)))[0];

/** An automatic repair that has run and waits for its verification, with no alert firing any more. */
async function executed(): Promise<Repair> {
  const repair = await proposeRepair(house.container, cluster, { automatic: true });
  elapsedMs += 1;
  await executeDueAction(house.container, worker());
  await quieten(repair);
  return repair;
}

const quieten = (repair: Repair) => db().update(incidents).set({ firingCount: 0 }).where(eq(incidents.id, repair.incidentId));

async function verify(): Promise<void> {
  await db().update(actions).set({ leaseUntil: sql`now() - interval '1 second'` });
  await verifyDueAction(house.container, worker());
}

describe("an alert that joins an incident while somebody settles it", () => {
  test("is never left firing on a settled incident", async () => {
    await ingest({ status: "firing", labels: { alertname: "First", instance: "racing:1" } });
    const first = await alertNamed("First");
    const incidentId = first?.incidentId ?? "";
    let joining: Promise<unknown> = Promise.resolve();
    const second = await deliver({ status: "firing", labels: { alertname: "Second", instance: "racing:1" } });
    await db().transaction(async (tx) => {
      const incident = await lockIncident(tx, incidentId);
      if (incident === null) throw new Error("there is no incident");
      await moveIncident(worker(), tx, incident, "resolved", { settledBy: "automation" });
      joining = ingestInboxEntry(house.container, worker(), second);
      await eventually("the join waits for the settlement", async () => {
        const { rows } = await db().execute<{ n: number }>(sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
        return (rows[0]?.n ?? 0) > 0;
      });
    });
    expect(await joining).toBe("processed");
    const after = await findIncident(db(), (await alertNamed("Second"))?.incidentId ?? "");
    expect(after).toMatchObject({ firingCount: 1, settledAt: null });
    expect(after?.id).not.toBe(incidentId);
  });
});

describe("an alert with odd labels or times", () => {
  test("ends although its sender never says when", async () => {
    const labels = { alertname: "Timeless", instance: "timeless:1" };
    await ingest({ status: "firing", labels });
    await ingest({ status: "resolved", labels });
    expect(await alertNamed("Timeless")).toMatchObject({ status: "resolved" });
    expect((await findIncident(db(), (await alertNamed("Timeless"))?.incidentId ?? ""))?.status).toBe("resolved");
    await ingest({ status: "firing", labels, annotations: { summary: "again" } });
    expect(await alertNamed("Timeless")).toMatchObject({ status: "firing" });
  });

  test("is digested with a label longer than any index can hold, and with slashes in its cluster's name", async () => {
    const long = Array.from({ length: 400 }, () => newId("entity")).join("");
    expect(await ingest({ status: "firing", labels: { alertname: "Long", deployment: long, cluster: long, namespace: long } })).toBe("processed");
    expect(await ingest({ status: "firing", labels: { alertname: "Slashed", deployment: "checkout", namespace: "shop", cluster: "arn:aws:eks:eu-1:1:cluster/prod" } })).toBe("processed");
    const incident = await findIncident(db(), (await alertNamed("Slashed"))?.incidentId ?? "");
    expect(incident?.entity).toEqual({ cluster: "arn:aws:eks:eu-1:1:cluster/prod", kind: "workload", namespace: "shop", name: "checkout" });
  });
});

describe("executeDueAction", () => {
  test("does not try again what its alerts no longer need", async () => {
    const repair = await proposeRepair(house.container, cluster, { automatic: true });
    elapsedMs += 1;
    cluster.before = async () => {
      // While the cluster is away the last alert ends.
      await quieten(repair);
      await db().transaction((tx) => settleQuietIncidents(worker(), tx, [repair.incidentId]));
      throw new Unavailable("the cluster is away");
    };
    await executeDueAction(house.container, worker());
    expect(await actionOf(repair)).toMatchObject({ status: "cancelled", outcome: { code: "alerts_resolved_before" } });
    expect(await findIncident(db(), repair.incidentId)).toMatchObject({ status: "resolved", settledBy: "source", verified: false });
  });

  test("runs nothing in a workspace that was turned down to observe, nor by itself in one that assists", async () => {
    for (const [now, automatic] of [["observe", true], ["assist", true], ["observe", false]] as const) {
      mode = "auto";
      const repair = await proposeRepair(house.container, cluster, { automatic });
      if (!automatic) await decideApproval(person("A"), { id: repair.approvalId, role: "commander", idempotencyKey: "k", body: { decision: "approve", argsHash: repair.action.argsHash } });
      elapsedMs += tunables.undoMs + 1;
      mode = now;
      await executeDueAction(house.container, worker());
      expect(cluster.attempted).toEqual([]);
      expect(await actionOf(repair)).toMatchObject({ status: "cancelled", outcome: { code: "forbidden", params: { rule: "mode" } } });
      expect(await findIncident(db(), repair.incidentId)).toMatchObject({ status: "investigating" });
      if (!automatic) expect((await db().select().from(approvals).where(eq(approvals.id, repair.approvalId)))[0]?.status).toBe("superseded");
    }
  });
});

describe("verifyDueAction", () => {
  test("gives up at the end of its window although the cluster never answers", async () => {
    const repair = await executed();
    cluster.health = () => Promise.reject(new Unavailable("the cluster is away"));
    await verify();
    expect((await actionOf(repair))?.status).toBe("verifying");
    elapsedMs += tunables.verifyWindowMs.live;
    await verify();
    expect(await actionOf(repair)).toMatchObject({ status: "failed", outcome: { code: "not_verified", params: { reason: "target_unreachable" } } });
    expect((await findIncident(db(), repair.incidentId))?.settledBy).toBe("source");
  });

  test("does not take the silence of the metrics store for health: without it, alerts end by themselves", async () => {
    const repair = await executed();
    metrics = { queryRange: () => Promise.reject(new Unavailable("away")), query: () => Promise.reject(new Unavailable("away")), link: () => null };
    await verify();
    expect((await actionOf(repair))?.status).toBe("verifying");
    elapsedMs += tunables.verifyWindowMs.live;
    await verify();
    expect(await actionOf(repair)).toMatchObject({ status: "failed", outcome: { params: { reason: "metric_unknown" } } });
    expect(await findIncident(db(), repair.incidentId)).toMatchObject({ verified: false });
  });

  test("keeps looking when an alert fires again between the look and the conclusion", async () => {
    const repair = await executed();
    metrics = {
      queryRange: async () => {
        await db().update(incidents).set({ firingCount: 1 }).where(eq(incidents.id, repair.incidentId));
        return [];
      },
      query: () => Promise.resolve([]),
      link: () => null,
    };
    await verify();
    expect((await actionOf(repair))?.status).toBe("verifying");
    elapsedMs += tunables.verifyWindowMs.live;
    await verify();
    expect(await actionOf(repair)).toMatchObject({ status: "failed", outcome: { code: "not_verified", params: { reason: "alerts_still_firing" } } });
  });
});

describe("judgeDueIncident", () => {
  test("says that the cluster is away, instead of saying nothing until it is back", async () => {
    const ref = { cluster: "default", kind: "workload", namespace: "shop", name: "worker" } as const;
    const now = worker().now();
    await recordTopology(worker(), { origin: "live", cluster: "default", snapshot: { observedAt: now, entities: [{ ref, stateful: false, replicas: 2, labels: {} }], edges: [] } });
    const own = { namespace: "shop", service: "worker" };
    const step = (before: number, after: number) => Array.from({ length: 120 }, (_, i) => [now.getTime() / 1000 - (119 - i) * 15, i < 110 ? before : after] as const);
    metrics = {
      queryRange: ({ query }) => Promise.resolve(query.includes("queue_depth") ? [{ labels: own, samples: step(1, 500) }] : query.includes("queue_processed") ? [{ labels: own, samples: step(10, 0) }] : []),
      query: () => Promise.resolve([]),
      link: () => null,
    };
    cluster.preview = () => Promise.reject(new Unavailable("the cluster is away"));
    await ingest({ status: "firing", startsAt: new Date(now.getTime() - 100_000).toISOString(), labels: { alertname: "QueueBacklog", deployment: "worker", namespace: "shop" } });
    const id = (await alertNamed("QueueBacklog"))?.incidentId ?? "";
    await db().update(incidents).set({ diagnoseAt: null }).where(ne(incidents.id, id));
    elapsedMs += tunables.settleBeforeDiagnosisMs;
    expect(await judgeDueIncident(house.container, worker())).toBe(true);
    const decision = await readStandingDecision(db(), id);
    expect(decision?.body.rootCauses[0]).toMatchObject({ cause: "stuck_process" });
    expect(decision?.body.abstention).toEqual({ code: "evidence_unreachable", params: { systems: "kubernetes" } });
    const after = await findIncident(db(), id);
    expect(after).toMatchObject({ status: "investigating", leaseToken: null });
    expect(after?.diagnoseAt?.getTime()).toBeGreaterThan(worker().now().getTime());
  });
});

describe("decideApproval under a key that was used", () => {
  test("refuses another answer, and another person, with 409", async () => {
    const repair = await proposeRepair(house.container, cluster);
    const answer = (name: string, decision: "approve" | "deny") => decideApproval(person(name), { id: repair.approvalId, role: "commander", idempotencyKey: "same", body: { decision, argsHash: repair.action.argsHash } });
    expect((await answer("A", "approve")).status).toBe("approved");
    expect((await answer("A", "approve")).status).toBe("approved");
    for (const [name, decision] of [["A", "deny"], ["B", "approve"]] as const) {
      const refusal = await answer(name, decision).then(() => null, (error: unknown) => error);
      expect(refusal).toBeInstanceOf(AppError);
      expect(refusal).toMatchObject({ code: "already_settled", details: { current: { status: "approved", decidedBy: { name: "A" } } } });
    }
  });
});
