import type { AddressInfo } from "node:net";
import { desc, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actions } from "@/server/action/table";
import { decideApproval } from "@/server/approval/decide";
import { listApprovals } from "@/server/approval/read";
import { readIncidentDetail } from "@/server/web/incident-detail";
import { sealEvents } from "@/server/event/seal";
import { events } from "@/server/event/table";
import { incidents } from "@/server/incident/table";
import { createIngress } from "@/server/ingress/server";
import { readAutonomy } from "@/server/stats/autonomy";
import { startRange, type Range } from "@/server/range/range";
import { startWorker, type Worker } from "@/server/worker/worker";
import { openHouse, type TestHouse } from "../support/house";
import { eventually } from "../support/wait";

const rangeToken = "range-token-range-token";
let house: TestHouse;
let range: Range;
let worker: Worker;
let closeIngress: () => void;

beforeAll(async () => {
  // The range needs the door's address and the house the range's, so the door opens first, for a range that is not there yet.
  const rangePort = await freePort();
  house = await openHouse({ env: { AWOOOI_RANGE_URL: `http://127.0.0.1:${rangePort}`, AWOOOI_RANGE_TOKEN: rangeToken } });
  const ingress = createIngress(house.container).listen(0, "127.0.0.1");
  await new Promise((resolve) => ingress.once("listening", resolve));
  closeIngress = () => ingress.close();
  const door = `http://127.0.0.1:${(ingress.address() as AddressInfo).port}/api/v1/webhooks/alertmanager`;
  range = await startRange({ port: rangePort, dataDir: house.dataDir, token: rangeToken, webhookUrl: door, seed: 7, autoplay: false });
  worker = await startWorker(house.container);
}, 60_000);

afterAll(async () => {
  await worker?.stop();
  closeIngress?.();
  await range?.close();
  await house?.close();
}, 60_000);

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const human = () => house.container.ctx({ kind: "human", id: "usr_test", name: "Commander" }, "web");

async function newestIncident() {
  const [row] = await house.container.db.select().from(incidents).where(eq(incidents.seeded, false)).orderBy(desc(incidents.id)).limit(1);
  return row;
}

describe("the first loop", () => {
  test("a stuck worker is restarted without asking, verified, and counts as autonomous", async () => {
    const before = await readAutonomy(human(), "range");
    await range.startScenario("saturated-worker");
    const settled = await eventually("the incident is resolved", async () => {
      const row = await newestIncident();
      return row?.status === "resolved" ? row : null;
    }, 120_000);
    const detail = await readIncidentDetail(human(), { id: settled.id });
    expect(settled).toMatchObject({ settledBy: "automation", verified: true, humanTouched: false, origin: "range" });
    expect(detail.decision?.rootCauses[0]).toMatchObject({ cause: "stuck_process", entity: { name: "worker" } });
    expect(detail.actions.map((action) => [action.tool, action.status, action.automatic])).toEqual([["restart", "succeeded", true]]);
    const after = await readAutonomy(human(), "range");
    expect([after.numerator - before.numerator, after.denominator - before.denominator]).toEqual([1, 1]);
  }, 180_000);

  test("a bad release asks for a rollback, is rolled back on approval, and verified", async () => {
    await range.startScenario("bad-release");
    const approval = await eventually("an approval is asked for", async () => (await listApprovals(human(), { status: "pending", limit: 10 })).items[0], 90_000);
    expect(approval.action).toMatchObject({ tool: "rollback", args: { name: "checkout" } });
    expect(approval.decision.rootCauses[0]).toMatchObject({ cause: "bad_release", entity: { name: "checkout" } });
    expect(approval.decision.evidence.length).toBeGreaterThan(2);
    expect(approval.action.diff.length).toBeGreaterThan(0);
    const decided = await decideApproval(human(), { id: approval.id, role: "commander", idempotencyKey: "k1", body: { decision: "approve", argsHash: approval.action.argsHash } });
    expect(decided.status).toBe("approved");
    const done = await eventually("the rollback is verified", async () => {
      const [row] = await house.container.db.select().from(actions).where(eq(actions.id, approval.action.id));
      return row?.status === "succeeded" ? row : null;
    }, 120_000);
    const detail = await readIncidentDetail(human(), { id: done.incidentId });
    expect(detail).toMatchObject({ status: "resolved", settledBy: "human" });
    expect(new Set(detail.alerts.map((alert) => alert.labels.service)).size).toBeGreaterThan(1);
    expect(detail.alerts.every((alert) => alert.status === "resolved")).toBe(true);
  }, 240_000);

  test("every event of it is in one unbroken hash chain", async () => {
    // The worker seals as well, and only one may at a time.
    await eventually("every event is sealed", async () => {
      await sealEvents(house.container.db);
      return (await house.container.db.$count(events, isNull(events.chainSeq))) === 0;
    });
    const rows = await house.container.db.select().from(events).orderBy(events.chainSeq);
    expect(rows.length).toBeGreaterThan(10);
    rows.forEach((row, index) => {
      expect(row.chainSeq).toBe(index + 1);
      expect(row.previousHash).toBe(index === 0 ? "0".repeat(64) : rows[index - 1]?.hash);
    });
  });
});
