import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { actions } from "@/server/action/table";
import { decideApproval } from "@/server/approval/decide";
import { expireApprovals } from "@/server/approval/expire";
import { approvals } from "@/server/approval/table";
import { undoApproval } from "@/server/approval/undo";
import { readDatabaseTime } from "@/server/platform/db/clock";
import { tunables } from "@/server/platform/tunables";
import { shippedSettings } from "@/server/policy/defaults";
import { executeDueAction } from "@/server/worker/pipeline/execute";
import type { World } from "@/server/container";
import { everyTool, TestCluster } from "../support/cluster";
import { openHouse, type TestHouse } from "../support/house";
import { proposeRepair } from "../support/repair";

let house: TestHouse;
const cluster = new TestCluster();

beforeAll(async () => {
  const world = (origin: World["origin"]): World => ({ origin, cluster: "default", mode: "auto", evidence: { metrics: null, cluster: null, rateWindowSeconds: 60 }, groups: null, executors: everyTool(cluster) });
  house = await openHouse({ worlds: { live: world("live"), range: world("range") } });
}, 60_000);
afterEach(() => void vi.useRealTimers());
afterAll(() => house?.close(), 60_000);

const db = () => house.container.db;
const person = () => house.container.ctx({ kind: "human", id: "usr_1", name: "Commander" }, "web");
const worker = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
/** The clock of this process runs ahead; timers go on as they are. */
const skewBy = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
const nearly = (a: Date | null | undefined, b: Date) => expect(Math.abs((a?.getTime() ?? 0) - b.getTime())).toBeLessThan(10_000);

describe("approvals and actions in a process whose clock is wrong", () => {
  test.each([
    ["ten minutes ahead", 10 * 60_000],
    ["two hours ahead", 2 * 3_600_000],
    ["two hours behind", -2 * 3_600_000],
  ])("by %s keep the time of the database", async (_what, ms) => {
    skewBy(ms);
    const repair = await proposeRepair(house.container, cluster);
    const answer = () => decideApproval(person(), { id: repair.approvalId, role: "commander", idempotencyKey: "k", body: { decision: "approve", argsHash: repair.action.argsHash } });
    const asked = await readDatabaseTime(db());
    const approvalOf = async () => (await db().select().from(approvals).where(eq(approvals.id, repair.approvalId)))[0];
    nearly((await approvalOf())?.expiresAt, new Date(asked.getTime() + shippedSettings.approval_expiry.low * 60_000));
    await expireApprovals(worker());
    expect((await approvalOf())?.status).toBe("pending");
    const { executeAfter } = await answer();
    nearly(new Date(executeAfter ?? 0), new Date(asked.getTime() + tunables.undoMs));
    expect(await executeDueAction(house.container, worker()), "the undo window holds").toBe(false);
    expect((await undoApproval(person(), { id: repair.approvalId, role: "commander" })).status).toBe("pending");
    await db().update(approvals).set({ expiresAt: sql`now() - interval '1 second'` }).where(eq(approvals.id, repair.approvalId));
    await expireApprovals(worker());
    expect((await approvalOf())?.status).toBe("expired");
    expect(cluster.executed).toEqual([]);
    nearly((await db().select().from(actions).where(eq(actions.id, repair.action.id)))[0]?.finishedAt, asked);
  });
});
