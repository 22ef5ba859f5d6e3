import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { actions } from "@/server/action/table";
import { appendEvents } from "@/server/event/append";
import { incidents } from "@/server/incident/table";
import { signals } from "@/server/signal/table";
import type { TopologyGraph } from "@/server/topology/rules";
import { readFailedAttempts, recallMemory } from "@/server/worker/pipeline/recall";
import { decisions } from "@/server/decision/table";
import { openHouse, type TestHouse } from "../support/house";

let house: TestHouse;
const ctx = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
const ref = { cluster: "prod", kind: "workload", namespace: "shop", name: "worker" } as const;
const key = "prod/workload/shop/worker";
const repository = "/repository//acme/worker";
const graph: TopologyGraph = { entities: new Map(), edges: [{ fromKey: repository, toKey: key, relation: "deploys" }], observedAt: null };

beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house?.close());

/** A settled incident with one ended action, stored as those verbs leave it. */
async function settled(status: "succeeded" | "failed" | "outcome_unknown", blamed = ref): Promise<string> {
  const db = house.container.db;
  const now = ctx().now();
  const [incidentId, decisionId] = [newId("incident"), newId("decision")];
  await db.insert(incidents).values({ id: incidentId, origin: "live", status: "resolved", severity: "critical", title: "QueueBacklog", entity: ref, entityKey: key, openedAt: now, updatedAt: now, settledAt: now });
  await db.insert(decisions).values({ id: decisionId, incidentId, createdAt: now, body: { rootCauses: [{ rank: 1, cause: "stuck_process", entity: blamed, confidenceRatio: 0.9, evidenceIds: ["e1"], statement: { code: "stuck_process", params: {} } }], evidence: [], missing: [], abstention: null, blastRadius: null, risk: null } });
  await db.insert(actions).values({ id: newId("action"), origin: "live", incidentId, decisionId, status, tool: "restart", args: { cluster: "prod", namespace: "shop", name: "worker" }, argsHash: "0".repeat(64), targetKey: key, target: { uid: "u", generation: 1, observedAt: now.toISOString() }, diff: [], risk: "low", policy: { verdict: "allow", reasons: [], whyNotAuto: [] }, automatic: true, createdAt: now, startedAt: now, finishedAt: now });
  return incidentId;
}

const recall = (incidentId: string) => recallMemory(ctx(), { origin: "live", incidentId, onset: ctx().now(), graph, entityKeys: [key] });

describe("recallMemory", () => {
  test("recalls how earlier incidents of the same entity ended, never the one at hand nor one that blamed another entity", async () => {
    const helped = await settled("succeeded");
    const failed = await settled("failed");
    await settled("succeeded", { ...ref, name: "redis" } as unknown as typeof ref);
    const { precedents } = await recall(newId("incident"));
    expect(precedents.map(({ incidentId, helped: did, cause, tool }) => [incidentId, did, cause, tool])).toEqual(expect.arrayContaining([[helped, true, "stuck_process", "restart"], [failed, false, "stuck_process", "restart"]]));
    expect(precedents).toHaveLength(2);
    expect((await recall(helped)).precedents.map((precedent) => precedent.incidentId)).toEqual([failed]);
  });

  test("does not count as help what fired again", async () => {
    const reopened = await settled("succeeded");
    await house.container.db.update(incidents).set({ reopenedCount: 1 }).where(eq(incidents.id, reopened));
    expect((await recall(newId("incident"))).precedents.find((precedent) => precedent.incidentId === reopened)?.helped).toBe(false);
  });

  test("gives a repository's change to what is deployed from it", async () => {
    const now = ctx().now();
    await house.container.db.insert(signals).values({ id: newId("signal"), inboxId: "inb_1", position: 1, origin: "live", source: "github", fingerprint: "f", state: "info", severity: "info", name: "deployment", summary: "worker 1.4", change: "deploy", labels: {}, entityKey: repository, startsAt: now, observedAt: now });
    expect((await recall(newId("incident"))).changes).toMatchObject([{ entityKey: key, kind: "deploy", source: "github" }]);
  });
});

describe("readFailedAttempts", () => {
  test("are repairs that ran and did not help; of an unknown outcome it says so", async () => {
    expect(await readFailedAttempts(ctx(), await settled("succeeded"))).toEqual([]);
    expect(await readFailedAttempts(ctx(), await settled("failed"))).toMatchObject([{ tool: "restart", targetKey: key, unknown: false }]);
    expect(await readFailedAttempts(ctx(), await settled("outcome_unknown"))).toMatchObject([{ unknown: true }]);
  });

  test("of an unknown outcome no longer say so once a human has looked and settled its incident, and only then", async () => {
    const id = await settled("outcome_unknown");
    const told = async (code: string) => {
      const { db } = house.container;
      await db.transaction((tx) => appendEvents(ctx(), tx, [{ type: "incident.resolved", subject: { kind: "incident", id }, incidentId: id, origin: "live", statement: { code, params: {} } }]));
      await db.update(actions).set({ finishedAt: sql`now() - interval '1 minute'` }).where(eq(actions.incidentId, id));
      return readFailedAttempts(ctx(), id);
    };
    expect(await told("incident_resolved")).toMatchObject([{ unknown: true }]);
    expect(await told("incident_resolved_by_hand")).toMatchObject([{ tool: "restart", unknown: false }]);
  });
});
