import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expireApprovals } from "@/server/approval/expire";
import { undoApproval } from "@/server/approval/undo";
import { AppError } from "@/server/platform/errors";
import { problemFor, statusOf } from "@/server/platform/http/problem";
import { tunables } from "@/server/platform/tunables";
import { shippedSettings } from "@/server/policy/defaults";
import { executeDueAction } from "@/server/worker/pipeline/execute";
import { openSafetyBench, type SafetyBench } from "../support/safety-bench";

let bench: SafetyBench;
const expiryMs = shippedSettings.approval_expiry.low * 60_000;

beforeAll(async () => {
  bench = await openSafetyBench();
}, 60_000);
beforeEach(() => bench.reset());
afterAll(() => bench?.close(), 60_000);

describe("decideApproval", () => {
  test("lets exactly one of 100 simultaneous answers win, with one event; the others learn who won", async () => {
    const repair = await bench.propose();
    const answer = async (index: number): Promise<{ won: string } | { status: number; current: unknown }> => {
      try {
        const { status } = await bench.decide(repair, { decision: index % 2 === 0 ? "approve" : "deny" }, `key-${index}`, "commander", `person-${index}`);
        return { won: status };
      } catch (error) {
        if (error instanceof AppError) return { status: statusOf(error.code), current: error.details.current };
        // No free connection in time is a 503 and asks to be tried again, as a client would with its key.
        expect(problemFor(error, "req", bench.container.log).status).toBe(503);
        return answer(index);
      }
    };
    const results = await Promise.all(Array.from({ length: 100 }, (_, index) => answer(index)));
    const winners = results.filter((result) => "won" in result);
    expect(winners).toHaveLength(1);
    const row = await bench.approvalOf(repair);
    expect(winners[0]?.won).toBe(row?.status);
    expect(results.filter((result) => "status" in result && result.status === 409)).toHaveLength(99);
    for (const result of results) if ("current" in result) expect(result.current).toMatchObject({ status: row?.status, decidedBy: row?.decidedBy });
    expect(await bench.eventsOf(repair, "approval.decided")).toHaveLength(1);
    expect(await bench.eventsOf(repair, "action.approved", "action.cancelled")).toEqual([row?.status === "approved" ? "action.approved" : "action.cancelled"]);
  });

  test("answers the same idempotency key the same way twice, with one event", async () => {
    const repair = await bench.propose();
    const first = await bench.decide(repair);
    expect(await bench.decide(repair)).toEqual(first);
    expect(first).toMatchObject({ status: "approved", decidedBy: { name: "Commander" }, channel: "web" });
    expect(await bench.eventsOf(repair, "approval.decided", "action.approved")).toHaveLength(2);
  });

  test("refuses an answer after its time with 410, and the wait counts as no", async () => {
    const repair = await bench.propose();
    bench.pass(expiryMs);
    expect(await bench.refusalOf(bench.decide(repair))).toMatchObject({ status: 410, code: "expired", current: { status: "expired" } });
    expect(await bench.refusalOf(bench.decide(repair))).toMatchObject({ status: 410 });
    expect(await bench.actionOf(repair)).toMatchObject({ status: "cancelled", outcome: { code: "expired" } });
    expect(await bench.eventsOf(repair, "approval.expired", "approval.decided")).toEqual(["approval.expired"]);
  });

  test("loses to an expiry at the same moment in every race, with one event between them", async () => {
    const repairs = await Promise.all(Array.from({ length: 5 }, () => bench.propose()));
    bench.pass(expiryMs);
    const [answers] = await Promise.all([Promise.all(repairs.map((repair) => bench.refusalOf(bench.decide(repair)))), expireApprovals(bench.worker())]);
    expect(answers.map((answer) => answer.status)).toEqual(repairs.map(() => 410));
    for (const repair of repairs) expect(await bench.eventsOf(repair, "approval.expired", "approval.decided")).toEqual(["approval.expired"]);
  });

  test("refuses an answer to another plan with 412, and wider pins with 422, and keeps waiting", async () => {
    const repair = await bench.propose();
    expect(await bench.refusalOf(bench.decide(repair, { argsHash: "0".repeat(64) }))).toMatchObject({ status: 412, code: "target_drifted" });
    expect(await bench.refusalOf(bench.decide(repair, { argumentPins: { name: "postgres" } }))).toMatchObject({ status: 422, code: "pins_widen" });
    expect(await bench.refusalOf(bench.decide(repair, { argumentPins: { replicas: 9 } }))).toMatchObject({ status: 422 });
    expect((await bench.approvalOf(repair))?.status).toBe("pending");
    expect(await bench.eventsOf(repair, "approval.decided")).toEqual([]);
    expect((await bench.decide(repair, { argumentPins: { name: repair.action.args.name } })).status).toBe("approved");
  });

  test.each([
    ["operator", "high", 403],
    ["operator", "critical", 403],
    ["viewer", "low", 403],
  ] as const)("refuses a %s at %s risk with %i", async (role, risk, status) => {
    const repair = await bench.propose({ risk });
    expect(await bench.refusalOf(bench.decide(repair, {}, "key-1", role))).toMatchObject({ status, code: "forbidden" });
    expect((await bench.approvalOf(repair))?.status).toBe("pending");
  });

  test("lets an operator decide a medium risk", async () => {
    const repair = await bench.propose({ risk: "medium" });
    expect((await bench.decide(repair, {}, "key-1", "operator")).status).toBe("approved");
  });
});

describe("undoApproval", () => {
  test("takes an approval back to pending before it runs, and nothing runs", async () => {
    const repair = await bench.propose();
    const { executeAfter } = await bench.decide(repair);
    expect(new Date(executeAfter ?? 0).getTime()).toBe(bench.now().getTime() + tunables.undoMs);
    bench.pass(tunables.undoMs - 1);
    expect(await executeDueAction(bench.container, bench.worker()), "nothing is due inside the undo window").toBe(false);
    expect((await undoApproval(bench.person(), { id: repair.approvalId, role: "commander" })).status).toBe("pending");
    bench.pass(tunables.undoMs * 2);
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toEqual([]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "proposed", executeAfter: null });
    expect(await bench.eventsOf(repair, "approval.undone")).toHaveLength(1);
    expect(await bench.refusalOf(undoApproval(bench.person(), { id: repair.approvalId, role: "commander" }))).toMatchObject({ status: 409 });
  });

  test("is not undone by a late copy of the answer it took back; a new answer counts again", async () => {
    const repair = await bench.propose();
    await bench.decide(repair);
    await undoApproval(bench.person(), { id: repair.approvalId, role: "commander" });
    expect(await bench.refusalOf(bench.decide(repair))).toMatchObject({ status: 409, code: "conflict", current: { status: "pending" } });
    bench.pass(tunables.undoMs * 2);
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toEqual([]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "proposed", executeAfter: null });
    expect(await bench.eventsOf(repair, "approval.decided", "action.approved")).toHaveLength(2);
    expect((await bench.decide(repair, {}, "key-2")).status).toBe("approved");
    bench.pass(tunables.undoMs + 1);
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([repair.action.id]);
  });

  test("is refused with 410 once its time is over, and with 409 once it ran", async () => {
    const repair = await bench.approved();
    expect(await bench.refusalOf(undoApproval(bench.person(), { id: repair.approvalId, role: "commander" }))).toMatchObject({ status: 410 });
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([repair.action.id]);
    expect(await bench.refusalOf(undoApproval(bench.person(), { id: repair.approvalId, role: "commander" }))).toMatchObject({ status: 409 });
  });

  test("and the start of the action never both succeed", async () => {
    for (let round = 0; round < 10; round += 1) {
      const repair = await bench.propose();
      await bench.decide(repair);
      bench.pass(tunables.undoMs - 1);
      // The undo reads the clock inside the window; the worker's is a tick ahead of it.
      const ahead = { ...bench.worker(), now: () => new Date(bench.now().getTime() + 1) };
      const [undone] = await Promise.all([undoApproval(bench.person(), { id: repair.approvalId, role: "commander" }).then(() => true, () => false), executeDueAction(bench.container, ahead)]);
      expect(bench.cluster.executed.includes(repair.action.id)).toBe(!undone);
    }
  });
});
