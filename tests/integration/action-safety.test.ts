import { and, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { claimApprovedAction, markMayHaveRun } from "@/server/action/claim";
import { actions } from "@/server/action/table";
import { approvals } from "@/server/approval/table";
import { events } from "@/server/event/table";
import { findIncident } from "@/server/incident/read";
import { incidents } from "@/server/incident/table";
import { Unavailable } from "@/server/platform/errors";
import { tunables } from "@/server/platform/tunables";
import { setPaused } from "@/server/policy/brake";
import { shippedSettings } from "@/server/policy/defaults";
import { executeDueAction, recoverLapsedAction } from "@/server/worker/pipeline/execute";
import { verifyDueAction } from "@/server/worker/pipeline/verify";
import { watchProposals } from "@/server/worker/pipeline/watch";
import type { Repair } from "../support/repair";
import { openSafetyBench, type SafetyBench } from "../support/safety-bench";

let bench: SafetyBench;

beforeAll(async () => {
  bench = await openSafetyBench();
}, 60_000);
beforeEach(() => bench.reset());
afterAll(() => bench?.close(), 60_000);

describe("an execution that is cut short", () => {
  /** What the worker had done when it died. */
  async function dieAfter(step: "claim" | "may have run" | "execute", repair: Repair): Promise<void> {
    const claiming = await claimApprovedAction(bench.worker(), { modes: { live: "auto", range: "auto" } });
    if (claiming.kind !== "claimed") throw new Error("nothing was claimed");
    expect(claiming.claim.action.id).toBe(repair.action.id);
    if (step === "claim") return;
    await markMayHaveRun(bench.worker(), claiming.claim, { configuredMode: "auto" });
    if (step === "execute") await bench.cluster.execute({ tool: "restart", args: repair.action.args }, repair.action.target, repair.action.id);
  }

  test("before it may have run is executed exactly once", async () => {
    const repair = await bench.approved();
    await dieAfter("claim", repair);
    expect(await recoverLapsedAction(bench.container, bench.worker()), "a fresh claim is not taken over").toBe(false);
    await bench.lapseClaims();
    await recoverLapsedAction(bench.container, bench.worker());
    expect(await bench.actionOf(repair)).toMatchObject({ status: "approved", mayHaveRunAt: null });
    bench.pass(tunables.retryExecutionMs + 1);
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([repair.action.id]);
    expect((await bench.actionOf(repair)).status).toBe("verifying");
  });

  test("after it ran is known by its mark, goes on to verification, and never runs again", async () => {
    const repair = await bench.approved();
    await dieAfter("execute", repair);
    await bench.lapseClaims();
    await bench.workUntilIdle();
    bench.pass(3_600_000);
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([repair.action.id]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "verifying" });
    expect(await bench.eventsOf(repair, "action.executed")).toHaveLength(1);
  });

  test.each(["may have run", "execute"] as const)("after '%s' without a mark is unknown, and nobody tries again", async (step) => {
    const repair = await bench.approved();
    bench.cluster.mark = false;
    await dieAfter(step, repair);
    const attemptsSoFar = bench.cluster.attempted.length;
    await bench.lapseClaims();
    await bench.workUntilIdle();
    bench.pass(3_600_000);
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toHaveLength(attemptsSoFar);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "outcome_unknown", outcome: { code: "outcome_unknown" } });
    expect(await bench.eventsOf(repair, "action.outcome_unknown")).toHaveLength(1);
    expect(await findIncident(bench.db(), repair.incidentId)).toMatchObject({ status: "investigating" });
  });

  test("by a lost answer is settled by the mark, without a second attempt", async () => {
    const [known, unknown] = [await bench.approved(), await bench.approved()];
    bench.cluster.after = (actionId) => {
      if (actionId === unknown.action.id) bench.cluster.happened = () => Promise.reject(new Unavailable("the cluster is away"));
      return Promise.reject(new Error("socket hang up"));
    };
    await bench.workUntilIdle();
    expect((await bench.actionOf(known)).status).toBe("verifying");
    expect((await bench.actionOf(unknown)).status).toBe("outcome_unknown");
    expect(bench.cluster.attempted).toEqual([known.action.id, unknown.action.id]);
  });

  test("before anything was sent is tried again", async () => {
    const repair = await bench.approved();
    bench.cluster.before = () => Promise.reject(new Unavailable("the cluster is away"));
    await executeDueAction(bench.container, bench.worker());
    expect(await bench.actionOf(repair)).toMatchObject({ status: "approved", mayHaveRunAt: null });
    bench.cluster.before = () => Promise.resolve();
    bench.pass(tunables.retryExecutionMs + 1);
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([repair.action.id]);
  });

  test("by a frozen worker that wakes later is not written twice: the one who lost the claim is fenced off", async () => {
    const repair = await bench.approved();
    bench.cluster.after = async () => {
      // While this worker is in the call, its claim lapses and another settles the action.
      await bench.lapseClaims();
      bench.cluster.after = () => Promise.resolve();
      await recoverLapsedAction(bench.container, bench.worker());
    };
    await executeDueAction(bench.container, bench.worker());
    expect(bench.cluster.executed).toEqual([repair.action.id]);
    expect((await bench.actionOf(repair)).status).toBe("verifying");
    expect(await bench.eventsOf(repair, "action.executed")).toHaveLength(1);
  });

  test("is executed once by any number of workers that look at once", async () => {
    const repairs = [await bench.approved(), await bench.approved(), await bench.approved()];
    await Promise.all(Array.from({ length: 8 }, () => executeDueAction(bench.container, bench.worker())));
    expect([...bench.cluster.executed].sort()).toEqual(repairs.map((repair) => repair.action.id).sort());
  });
});

describe("a cluster that stays away", () => {
  test("is tried again after every pause until the action is too old; then it failed, and the incident is looked at again", async () => {
    const repair = await bench.approved();
    bench.cluster.before = () => Promise.reject(new Unavailable("the cluster is away"));
    const work = () => executeDueAction(bench.container, bench.worker());
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(await work()).toBe(true);
      expect(await bench.actionOf(repair)).toMatchObject({ status: "approved", mayHaveRunAt: null, executeAfter: new Date(bench.now().getTime() + tunables.retryExecutionMs) });
      bench.pass(tunables.retryExecutionMs - 1);
      expect(await work(), "nothing is due inside the pause").toBe(false);
      bench.pass(1);
      expect(bench.cluster.attempted).toHaveLength(tries);
    }
    const decidedAt = (await bench.approvalOf(repair))?.decidedAt?.getTime() ?? 0;
    bench.pass(decidedAt + tunables.executionTtlMs - bench.now().getTime());
    await work();
    expect((await bench.actionOf(repair)).status, "the last moment is still in time").toBe("approved");
    bench.pass(tunables.retryExecutionMs);
    await work();
    expect(await bench.actionOf(repair)).toMatchObject({ status: "failed", finishedAt: bench.now(), leaseToken: null, outcome: { code: "execution_failed" } });
    expect(await findIncident(bench.db(), repair.incidentId)).toMatchObject({ status: "investigating", diagnoseAt: bench.now() });
    expect(await bench.eventsOf(repair, "action.failed")).toHaveLength(1);
    bench.cluster.before = () => Promise.resolve();
    bench.pass(tunables.retryExecutionMs);
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toHaveLength(5);
    expect(bench.cluster.executed).toEqual([]);
  });
});

describe("a slow execution", () => {
  test("keeps its claim as long as its worker lives", async () => {
    const repair = await bench.approved();
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    bench.cluster.before = () => answered;
    const running = executeDueAction(bench.container, bench.worker());
    await expect.poll(() => bench.cluster.attempted).toEqual([repair.action.id]);
    const claimed = await bench.actionOf(repair);
    await expect.poll(async () => (await bench.actionOf(repair)).leaseUntil?.getTime(), { timeout: tunables.heartbeatMs * 1.5, interval: 250 }).toBeGreaterThan(claimed.leaseUntil?.getTime() ?? Infinity);
    answer();
    await running;
    expect((await bench.actionOf(repair)).status).toBe("verifying");
  }, tunables.heartbeatMs * 2 + 5_000);
});

describe("a target that changed between approval and execution", () => {
  test.each([
    ["as the final check sees", (name: string) => bench.cluster.change(name)],
    ["as only the executor sees", (name: string) => {
      bench.cluster.before = () => Promise.resolve(bench.cluster.change(name));
    }],
  ])("voids the action %s: nothing runs, the approval is superseded, the incident is looked at again", async (_how, change) => {
    const repair = await bench.approved();
    change(repair.action.args.name);
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "cancelled", outcome: { code: "drifted" } });
    expect((await bench.approvalOf(repair))?.status).toBe("superseded");
    const incident = await findIncident(bench.db(), repair.incidentId);
    expect(incident?.status).toBe("investigating");
    expect(incident?.diagnoseAt?.getTime()).toBeLessThanOrEqual(bench.now().getTime());
    expect(await bench.eventsOf(repair, "action.cancelled", "approval.superseded")).toHaveLength(2);
    expect(await bench.refusalOf(bench.decide(repair, {}, "another-key"))).toMatchObject({ status: 412, current: { status: "superseded" } });
  });

  test("flips the card before anyone answers it", async () => {
    const repair = await bench.propose();
    bench.cluster.change(repair.action.args.name);
    await watchProposals(bench.container, bench.worker());
    expect((await bench.approvalOf(repair))?.status).toBe("superseded");
    expect(await bench.refusalOf(bench.decide(repair))).toMatchObject({ status: 412 });
    expect(await findIncident(bench.db(), repair.incidentId)).toMatchObject({ status: "investigating" });
  });
});

describe("the global brake", () => {
  test("holds automatic actions and lets those run that a human approved", async () => {
    const automatic = await bench.propose({ automatic: true });
    const human = await bench.approved();
    await setPaused({ ctx: bench.person(), paused: true });
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([human.action.id]);
    expect((await bench.actionOf(automatic)).status).toBe("approved");
    await setPaused({ ctx: bench.person(), paused: false });
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([human.action.id, automatic.action.id]);
  });

  test("says it once however often it is pulled", async () => {
    const count = async () => (await bench.db().select().from(events).where(eq(events.type, "automation.paused"))).length;
    const before = await count();
    await Promise.all(Array.from({ length: 5 }, () => setPaused({ ctx: bench.person(), paused: true })));
    expect(await count()).toBe(before + 1);
  });
});

describe("an action that was approved late", () => {
  test("has as much time to be tried as any other", async () => {
    const repair = await bench.propose();
    await bench.db().update(approvals).set({ expiresAt: new Date(bench.now().getTime() + tunables.approvalMaxLifeMs) }).where(eq(approvals.id, repair.approvalId));
    bench.pass(tunables.approvalMaxLifeMs / 2);
    await bench.decide(repair);
    bench.pass(tunables.undoMs + 1);
    bench.cluster.before = () => Promise.reject(new Unavailable("the cluster is away"));
    await executeDueAction(bench.container, bench.worker());
    expect((await bench.actionOf(repair)).status).toBe("approved");
    bench.cluster.before = () => Promise.resolve();
    bench.pass(tunables.retryExecutionMs);
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([repair.action.id]);
  });
});

describe("watchProposals", () => {
  test("looks at every proposal that waits, however many are older, and whatever one of them answers", async () => {
    const repairs: Repair[] = [];
    for (let index = 0; index < 52; index += 1) repairs.push(await bench.propose());
    const [first, last] = [repairs[0], repairs.at(-1)];
    if (first === undefined || last === undefined) throw new Error("nothing was proposed");
    const preview = bench.cluster.preview.bind(bench.cluster);
    bench.cluster.preview = (call) => (call.args.name === first.action.args.name ? Promise.reject(new TypeError("not the shape that was expected")) : preview(call));
    bench.cluster.change(String(last.action.args.name));
    await watchProposals(bench.container, bench.worker());
    expect(await bench.actionOf(last)).toMatchObject({ status: "cancelled", outcome: { code: "drifted" } });
    expect((await bench.db().select().from(actions).where(eq(actions.status, "proposed"))).length).toBe(51);
  }, 30_000);
});

describe("the breakers", () => {
  test("let no more than two automatic actions run at once, whoever claims them", async () => {
    const repairs: Repair[] = [];
    for (let index = 0; index < 5; index += 1) repairs.push(await bench.propose({ automatic: true }));
    bench.pass(1);
    await Promise.all(Array.from({ length: 8 }, () => executeDueAction(bench.container, bench.worker())));
    expect(bench.cluster.executed).toHaveLength(shippedSettings.breaker_concurrency.running);
    const human = await bench.approved();
    await executeDueAction(bench.container, bench.worker());
    expect(bench.cluster.executed, "what a human approved does not wait for them").toContain(human.action.id);
    expect(bench.cluster.executed).toHaveLength(shippedSettings.breaker_concurrency.running + 1);
    // The two that run are verified once their alerts are over, and make room.
    await bench.db().update(incidents).set({ firingCount: 0 }).where(inArray(incidents.id, repairs.map((repair) => repair.incidentId)));
    await bench.lapseClaims();
    while ((await bench.db().select().from(actions).where(and(eq(actions.automatic, true), eq(actions.status, "verifying")))).length > 0) await verifyDueAction(bench.container, bench.worker());
    await executeDueAction(bench.container, bench.worker());
    expect(bench.cluster.executed).toHaveLength(shippedSettings.breaker_concurrency.running + 2);
  });

  test("make a fourth automatic action on one target within an hour ask", async () => {
    const name = "restarted-often";
    for (let index = 0; index < shippedSettings.breaker_target_rate.perHour; index += 1) {
      expect((await bench.assess(name)).policy).toMatchObject({ verdict: "allow", whyNotAuto: [] });
      const repair = await bench.propose({ automatic: true, name });
      await executeDueAction(bench.container, bench.worker());
      await bench.db().update(actions).set({ status: "succeeded", finishedAt: bench.now() }).where(eq(actions.id, repair.action.id));
      expect((await bench.assess(name)).policy.whyNotAuto.map((reason) => reason.rule)).toContain("breaker_cooldown");
      bench.pass(shippedSettings.breaker_cooldown.seconds * 1_000);
    }
    expect((await bench.assess(name)).policy).toMatchObject({ verdict: "ask", whyNotAuto: [{ rule: "breaker_target_rate", observed: 3, threshold: 3 }] });
    expect((await bench.assess("another-target")).policy.verdict).toBe("allow");
    bench.pass(3_600_000);
    expect((await bench.assess(name)).policy.verdict).toBe("allow");
  });

  test("are never asked about two live repairs of one target: whoever proposes second is refused, until the first is over", async () => {
    const input = { automatic: true, name: "one-for-all" };
    const proposals = await Promise.allSettled(Array.from({ length: 4 }, () => bench.propose(input)));
    const [first, ...more] = proposals.flatMap((proposal) => (proposal.status === "fulfilled" ? [proposal.value] : []));
    if (first === undefined) throw new Error("nobody could propose");
    expect(more).toEqual([]);
    for (const status of ["running", "verifying"] as const) {
      await bench.db().update(actions).set({ status }).where(eq(actions.id, first.action.id));
      expect(await bench.refusalOf(bench.propose(input))).toMatchObject({ status: 409, code: "conflict" });
    }
    await bench.propose({ ...input, origin: "range" });
    await bench.db().update(actions).set({ status: "failed" }).where(eq(actions.id, first.action.id));
    await bench.propose(input);
  });
});
