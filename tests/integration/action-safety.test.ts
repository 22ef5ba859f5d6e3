import { and, eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Role } from "@/lib/contracts/common";
import { entityKey } from "@/lib/contracts/entity";
import { claimApprovedAction, markMayHaveRun } from "@/server/action/claim";
import { assessRepair } from "@/server/action/propose";
import { actions } from "@/server/action/table";
import { decideApproval, undoApproval } from "@/server/approval/decide";
import { approvals } from "@/server/approval/table";
import type { World } from "@/server/container";
import { events } from "@/server/event/table";
import { findIncident } from "@/server/incident/read";
import { incidents } from "@/server/incident/table";
import { AppError, Unavailable } from "@/server/platform/errors";
import { problemFor, statusOf } from "@/server/platform/http/problem";
import { tunables } from "@/server/platform/tunables";
import { setPaused } from "@/server/policy/brake";
import { executeDueAction, recoverLapsedAction } from "@/server/worker/pipeline/execute";
import { verifyDueAction } from "@/server/worker/pipeline/verify";
import { expireApprovals, watchProposals } from "@/server/worker/pipeline/watch";
import { TestCluster } from "../support/cluster";
import { openHouse, type TestHouse } from "../support/house";
import { proposeRepair, stuckProcess, type Repair } from "../support/repair";

let house: TestHouse;
let cluster: TestCluster;
let elapsedMs = 0;
const startedAt = Date.now();

beforeAll(async () => {
  const executor = () => cluster;
  const world = (origin: World["origin"]): World => ({
    origin,
    cluster: "default",
    mode: "auto",
    evidence: { metrics: null, cluster: null, rateWindowSeconds: 60 },
    get executor() {
      return executor();
    },
  });
  house = await openHouse({ now: () => new Date(startedAt + elapsedMs), worlds: { live: world("live"), range: world("range") } });
}, 60_000);

afterAll(() => house?.close(), 60_000);

beforeEach(async () => {
  cluster = new TestCluster();
  // What an earlier test left unfinished must not be claimed by this one.
  await house.container.db.delete(actions);
  await setPaused({ ctx: worker(), paused: false });
});

const worker = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
const person = (name = "Commander") => house.container.ctx({ kind: "human", id: `usr_${name}`, name }, "web");
const db = () => house.container.db;
const pass = (ms: number) => {
  elapsedMs += ms;
};

function decide(repair: Repair, body: { decision?: "approve" | "deny"; argsHash?: string; argumentPins?: Record<string, string | number> } = {}, key = "key-1", role: Role = "commander", name?: string) {
  return decideApproval(person(name), { id: repair.approvalId, role, idempotencyKey: key, body: { decision: "approve", argsHash: repair.action.argsHash, ...body } });
}

/** The HTTP status that a refusal becomes, with its code. */
async function refusalOf(attempt: Promise<unknown>): Promise<{ status: number; code: string; current: unknown }> {
  const error = await attempt.then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error("it was not refused", { cause: error });
  return { status: statusOf(error.code), code: error.code, current: error.details.current };
}

async function actionOf(repair: Repair) {
  const [row] = await db().select().from(actions).where(eq(actions.id, repair.action.id));
  if (row === undefined) throw new Error("the action is gone");
  return row;
}

async function approvalOf(repair: Repair) {
  const [row] = await db().select().from(approvals).where(eq(approvals.id, repair.approvalId));
  return row;
}

async function eventsOf(repair: Repair, ...types: string[]): Promise<string[]> {
  const rows = await db().select({ type: events.type }).from(events).where(and(eq(events.incidentId, repair.incidentId), inArray(events.type, types)));
  return rows.map((row) => row.type);
}

const lapseClaims = () => db().update(actions).set({ leaseUntil: sql`now() - interval '1 second'` });

/** Everything a worker does with actions, until none of it finds work. */
async function workUntilIdle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    while (await executeDueAction(house.container, worker()));
    await lapseClaims();
    while (await recoverLapsedAction(house.container, worker()));
  }
}

/** What the judge would say of restarting a healthy, stateless workload of two replicas. */
function assess(name: string) {
  const ref = { cluster: "default", kind: "workload", namespace: "shop", name } as const;
  return assessRepair(worker(), {
    origin: "live",
    mode: "auto",
    call: { tool: "restart", args: { cluster: ref.cluster, namespace: ref.namespace, name } },
    hypothesis: stuckProcess(ref, worker().now()),
    graph: { entities: new Map([[entityKey(ref), { ref, stateful: false, replicas: 2 }]]), edges: [], observedAt: worker().now() },
  });
}

async function approved(): Promise<Repair> {
  const repair = await proposeRepair(house.container, cluster);
  await decide(repair);
  pass(tunables.undoMs + 1);
  return repair;
}

describe("decideApproval", () => {
  test("lets exactly one of 100 simultaneous answers win, with one event; the others learn who won", async () => {
    const repair = await proposeRepair(house.container, cluster);
    const answer = async (index: number): Promise<{ won: string } | { status: number; current: unknown }> => {
      try {
        const { status } = await decide(repair, { decision: index % 2 === 0 ? "approve" : "deny" }, `key-${index}`, "commander", `person-${index}`);
        return { won: status };
      } catch (error) {
        if (error instanceof AppError) return { status: statusOf(error.code), current: error.details.current };
        // No free connection in time is a 503 and asks to be tried again, as a client would with its key.
        expect(problemFor(error, "req", house.container.log).status).toBe(503);
        return answer(index);
      }
    };
    const results = await Promise.all(Array.from({ length: 100 }, (_, index) => answer(index)));
    const winners = results.filter((result) => "won" in result);
    expect(winners).toHaveLength(1);
    const row = await approvalOf(repair);
    expect(winners[0]?.won).toBe(row?.status);
    expect(results.filter((result) => "status" in result && result.status === 409)).toHaveLength(99);
    for (const result of results) if ("current" in result) expect(result.current).toMatchObject({ status: row?.status, decidedBy: row?.decidedBy });
    expect(await eventsOf(repair, "approval.decided")).toHaveLength(1);
    expect(await eventsOf(repair, "action.approved", "action.cancelled")).toEqual([row?.status === "approved" ? "action.approved" : "action.cancelled"]);
  });

  test("answers the same idempotency key the same way twice, with one event", async () => {
    const repair = await proposeRepair(house.container, cluster);
    const first = await decide(repair);
    expect(await decide(repair)).toEqual(first);
    expect(first).toMatchObject({ status: "approved", decidedBy: { name: "Commander" }, channel: "web" });
    expect(await eventsOf(repair, "approval.decided", "action.approved")).toHaveLength(2);
  });

  test("refuses an answer after its time with 410, and the wait counts as no", async () => {
    const repair = await proposeRepair(house.container, cluster);
    pass(tunables.approvalTtlMs);
    expect(await refusalOf(decide(repair))).toMatchObject({ status: 410, code: "expired", current: { status: "expired" } });
    expect(await refusalOf(decide(repair))).toMatchObject({ status: 410 });
    expect(await actionOf(repair)).toMatchObject({ status: "cancelled", outcome: { code: "expired" } });
    expect(await eventsOf(repair, "approval.expired", "approval.decided")).toEqual(["approval.expired"]);
  });

  test("loses to an expiry at the same moment in every race, with one event between them", async () => {
    const repairs = await Promise.all(Array.from({ length: 5 }, () => proposeRepair(house.container, cluster)));
    pass(tunables.approvalTtlMs);
    const [answers] = await Promise.all([Promise.all(repairs.map((repair) => refusalOf(decide(repair)))), expireApprovals(worker())]);
    expect(answers.map((answer) => answer.status)).toEqual(repairs.map(() => 410));
    for (const repair of repairs) expect(await eventsOf(repair, "approval.expired", "approval.decided")).toEqual(["approval.expired"]);
  });

  test("refuses an answer to another plan with 412, and wider pins with 422, and keeps waiting", async () => {
    const repair = await proposeRepair(house.container, cluster);
    expect(await refusalOf(decide(repair, { argsHash: "0".repeat(64) }))).toMatchObject({ status: 412, code: "target_drifted" });
    expect(await refusalOf(decide(repair, { argumentPins: { name: "postgres" } }))).toMatchObject({ status: 422, code: "pins_widen" });
    expect(await refusalOf(decide(repair, { argumentPins: { replicas: 9 } }))).toMatchObject({ status: 422 });
    expect((await approvalOf(repair))?.status).toBe("pending");
    expect(await eventsOf(repair, "approval.decided")).toEqual([]);
    expect((await decide(repair, { argumentPins: { name: repair.action.args.name } })).status).toBe("approved");
  });

  test.each([
    ["operator", "high", 403],
    ["operator", "critical", 403],
    ["viewer", "low", 403],
  ] as const)("refuses a %s at %s risk with %i", async (role, risk, status) => {
    const repair = await proposeRepair(house.container, cluster, { risk });
    expect(await refusalOf(decide(repair, {}, "key-1", role))).toMatchObject({ status, code: "forbidden" });
    expect((await approvalOf(repair))?.status).toBe("pending");
  });

  test("lets an operator decide a medium risk", async () => {
    const repair = await proposeRepair(house.container, cluster, { risk: "medium" });
    expect((await decide(repair, {}, "key-1", "operator")).status).toBe("approved");
  });
});

describe("undoApproval", () => {
  test("takes an approval back to pending before it runs, and nothing runs", async () => {
    const repair = await proposeRepair(house.container, cluster);
    const { executeAfter } = await decide(repair);
    expect(new Date(executeAfter ?? 0).getTime()).toBe(startedAt + elapsedMs + tunables.undoMs);
    pass(tunables.undoMs - 1);
    expect(await executeDueAction(house.container, worker()), "nothing is due inside the undo window").toBe(false);
    expect((await undoApproval(person(), { id: repair.approvalId, role: "commander" })).status).toBe("pending");
    pass(tunables.undoMs * 2);
    await workUntilIdle();
    expect(cluster.attempted).toEqual([]);
    expect(await actionOf(repair)).toMatchObject({ status: "proposed", executeAfter: null });
    expect(await eventsOf(repair, "approval.undone")).toHaveLength(1);
    expect(await refusalOf(undoApproval(person(), { id: repair.approvalId, role: "commander" }))).toMatchObject({ status: 409 });
  });

  test("is refused with 410 once its time is over, and with 409 once it ran", async () => {
    const repair = await approved();
    expect(await refusalOf(undoApproval(person(), { id: repair.approvalId, role: "commander" }))).toMatchObject({ status: 410 });
    await workUntilIdle();
    expect(cluster.executed).toEqual([repair.action.id]);
    expect(await refusalOf(undoApproval(person(), { id: repair.approvalId, role: "commander" }))).toMatchObject({ status: 409 });
  });

  test("and the start of the action never both succeed", async () => {
    for (let round = 0; round < 10; round += 1) {
      const repair = await proposeRepair(house.container, cluster);
      await decide(repair);
      pass(tunables.undoMs - 1);
      // The undo reads the clock inside the window; the worker's is a tick ahead of it.
      const ahead = { ...worker(), now: () => new Date(startedAt + elapsedMs + 1) };
      const [undone] = await Promise.all([undoApproval(person(), { id: repair.approvalId, role: "commander" }).then(() => true, () => false), executeDueAction(house.container, ahead)]);
      expect(cluster.executed.includes(repair.action.id)).toBe(!undone);
    }
  });
});

describe("an execution that is cut short", () => {
  /** What the worker had done when it died. */
  async function dieAfter(step: "claim" | "may have run" | "execute", repair: Repair): Promise<void> {
    const claim = await claimApprovedAction(worker());
    expect(claim?.action.id).toBe(repair.action.id);
    if (claim === null || step === "claim") return;
    await markMayHaveRun(worker(), claim);
    if (step === "execute") await cluster.execute({ tool: "restart", args: repair.action.args }, repair.action.target, repair.action.id);
  }

  test("before it may have run is executed exactly once", async () => {
    const repair = await approved();
    await dieAfter("claim", repair);
    expect(await recoverLapsedAction(house.container, worker()), "a fresh claim is not taken over").toBe(false);
    await lapseClaims();
    await recoverLapsedAction(house.container, worker());
    expect(await actionOf(repair)).toMatchObject({ status: "approved", mayHaveRunAt: null });
    pass(tunables.retryExecutionMs + 1);
    await workUntilIdle();
    expect(cluster.executed).toEqual([repair.action.id]);
    expect((await actionOf(repair)).status).toBe("verifying");
  });

  test("after it ran is known by its mark, goes on to verification, and never runs again", async () => {
    const repair = await approved();
    await dieAfter("execute", repair);
    await lapseClaims();
    await workUntilIdle();
    pass(3_600_000);
    await workUntilIdle();
    expect(cluster.executed).toEqual([repair.action.id]);
    expect(await actionOf(repair)).toMatchObject({ status: "verifying" });
    expect(await eventsOf(repair, "action.executed")).toHaveLength(1);
  });

  test.each(["may have run", "execute"] as const)("after '%s' without a mark is unknown, and nobody tries again", async (step) => {
    const repair = await approved();
    cluster.mark = false;
    await dieAfter(step, repair);
    const attemptsSoFar = cluster.attempted.length;
    await lapseClaims();
    await workUntilIdle();
    pass(3_600_000);
    await workUntilIdle();
    expect(cluster.attempted).toHaveLength(attemptsSoFar);
    expect(await actionOf(repair)).toMatchObject({ status: "outcome_unknown", outcome: { code: "outcome_unknown" } });
    expect(await eventsOf(repair, "action.outcome_unknown")).toHaveLength(1);
    expect(await findIncident(db(), repair.incidentId)).toMatchObject({ status: "investigating" });
  });

  test("by a lost answer is settled by the mark, without a second attempt", async () => {
    const [known, unknown] = [await approved(), await approved()];
    cluster.after = (actionId) => {
      if (actionId === unknown.action.id) cluster.happened = () => Promise.reject(new Unavailable("the cluster is away"));
      return Promise.reject(new Error("socket hang up"));
    };
    await workUntilIdle();
    expect((await actionOf(known)).status).toBe("verifying");
    expect((await actionOf(unknown)).status).toBe("outcome_unknown");
    expect(cluster.attempted).toEqual([known.action.id, unknown.action.id]);
  });

  test("before anything was sent is tried again", async () => {
    const repair = await approved();
    cluster.before = () => Promise.reject(new Unavailable("the cluster is away"));
    await executeDueAction(house.container, worker());
    expect(await actionOf(repair)).toMatchObject({ status: "approved", mayHaveRunAt: null });
    cluster.before = () => Promise.resolve();
    pass(tunables.retryExecutionMs + 1);
    await workUntilIdle();
    expect(cluster.executed).toEqual([repair.action.id]);
  });

  test("by a frozen worker that wakes later is not written twice: the one who lost the claim is fenced off", async () => {
    const repair = await approved();
    cluster.after = async () => {
      // While this worker is in the call, its claim lapses and another settles the action.
      await lapseClaims();
      cluster.after = () => Promise.resolve();
      await recoverLapsedAction(house.container, worker());
    };
    await executeDueAction(house.container, worker());
    expect(cluster.executed).toEqual([repair.action.id]);
    expect((await actionOf(repair)).status).toBe("verifying");
    expect(await eventsOf(repair, "action.executed")).toHaveLength(1);
  });

  test("is executed once by any number of workers that look at once", async () => {
    const repairs = [await approved(), await approved(), await approved()];
    await Promise.all(Array.from({ length: 8 }, () => executeDueAction(house.container, worker())));
    expect([...cluster.executed].sort()).toEqual(repairs.map((repair) => repair.action.id).sort());
  });
});

describe("a slow execution", () => {
  test("keeps its claim as long as its worker lives", async () => {
    const repair = await approved();
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    cluster.before = () => answered;
    const running = executeDueAction(house.container, worker());
    await expect.poll(() => cluster.attempted).toEqual([repair.action.id]);
    const claimed = await actionOf(repair);
    await expect.poll(async () => (await actionOf(repair)).leaseUntil?.getTime(), { timeout: tunables.heartbeatMs * 1.5, interval: 250 }).toBeGreaterThan(claimed.leaseUntil?.getTime() ?? Infinity);
    answer();
    await running;
    expect((await actionOf(repair)).status).toBe("verifying");
  }, tunables.heartbeatMs * 2 + 5_000);
});

describe("a target that changed between approval and execution", () => {
  test.each([
    ["as the final check sees", (name: string) => cluster.change(name)],
    ["as only the executor sees", (name: string) => {
      cluster.before = () => Promise.resolve(cluster.change(name));
    }],
  ])("voids the action %s: nothing runs, the approval is superseded, the incident is looked at again", async (_how, change) => {
    const repair = await approved();
    change(repair.action.args.name);
    await workUntilIdle();
    expect(cluster.executed).toEqual([]);
    expect(await actionOf(repair)).toMatchObject({ status: "cancelled", outcome: { code: "drifted" } });
    expect((await approvalOf(repair))?.status).toBe("superseded");
    const incident = await findIncident(db(), repair.incidentId);
    expect(incident?.status).toBe("investigating");
    expect(incident?.diagnoseAt?.getTime()).toBeLessThanOrEqual(worker().now().getTime());
    expect(await eventsOf(repair, "action.cancelled", "approval.superseded")).toHaveLength(2);
    expect(await refusalOf(decide(repair, {}, "another-key"))).toMatchObject({ status: 412, current: { status: "superseded" } });
  });

  test("flips the card before anyone answers it", async () => {
    const repair = await proposeRepair(house.container, cluster);
    cluster.change(repair.action.args.name);
    await watchProposals(house.container, worker());
    expect((await approvalOf(repair))?.status).toBe("superseded");
    expect(await refusalOf(decide(repair))).toMatchObject({ status: 412 });
    expect(await findIncident(db(), repair.incidentId)).toMatchObject({ status: "investigating" });
  });
});

describe("the global brake", () => {
  test("holds automatic actions and lets those run that a human approved", async () => {
    const automatic = await proposeRepair(house.container, cluster, { automatic: true });
    const human = await approved();
    await setPaused({ ctx: person(), paused: true });
    await workUntilIdle();
    expect(cluster.executed).toEqual([human.action.id]);
    expect((await actionOf(automatic)).status).toBe("approved");
    await setPaused({ ctx: person(), paused: false });
    await workUntilIdle();
    expect(cluster.executed).toEqual([human.action.id, automatic.action.id]);
  });

  test("says it once however often it is pulled", async () => {
    const count = async () => (await db().select().from(events).where(eq(events.type, "automation.paused"))).length;
    const before = await count();
    await Promise.all(Array.from({ length: 5 }, () => setPaused({ ctx: person(), paused: true })));
    expect(await count()).toBe(before + 1);
  });
});

describe("the breakers", () => {
  test("let no more than two automatic actions run at once, whoever claims them", async () => {
    const repairs: Repair[] = [];
    for (let index = 0; index < 5; index += 1) repairs.push(await proposeRepair(house.container, cluster, { automatic: true }));
    pass(1);
    await Promise.all(Array.from({ length: 8 }, () => executeDueAction(house.container, worker())));
    expect(cluster.executed).toHaveLength(tunables.maxConcurrentActions);
    const human = await approved();
    await executeDueAction(house.container, worker());
    expect(cluster.executed, "what a human approved does not wait for them").toContain(human.action.id);
    expect(cluster.executed).toHaveLength(tunables.maxConcurrentActions + 1);
    // The two that run are verified once their alerts are over, and make room.
    await db().update(incidents).set({ firingCount: 0 }).where(inArray(incidents.id, repairs.map((repair) => repair.incidentId)));
    await lapseClaims();
    while ((await db().select().from(actions).where(and(eq(actions.automatic, true), eq(actions.status, "verifying")))).length > 0) await verifyDueAction(house.container, worker());
    await executeDueAction(house.container, worker());
    expect(cluster.executed).toHaveLength(tunables.maxConcurrentActions + 2);
  });

  test("make a fourth automatic action on one target within an hour ask", async () => {
    const name = "restarted-often";
    for (let index = 0; index < tunables.maxAutomaticActionsPerTargetPerHour; index += 1) {
      expect((await assess(name)).policy).toMatchObject({ verdict: "allow", whyNotAuto: [] });
      const repair = await proposeRepair(house.container, cluster, { automatic: true, name });
      await executeDueAction(house.container, worker());
      await db().update(actions).set({ status: "succeeded" }).where(eq(actions.id, repair.action.id));
    }
    expect((await assess(name)).policy).toMatchObject({ verdict: "ask", whyNotAuto: [{ rule: "breaker_target_rate", observed: 3, threshold: 3 }] });
    expect((await assess("another-target")).policy.verdict).toBe("allow");
    pass(3_600_001);
    expect((await assess(name)).policy.verdict).toBe("allow");
  });

  test("let only one of several automatic actions on one state of a target run; the rest are looked at again", async () => {
    const name = "one-for-all";
    const repairs: Repair[] = [];
    for (let index = 0; index < 4; index += 1) repairs.push(await proposeRepair(house.container, cluster, { automatic: true, name }));
    pass(1);
    for (let round = 0; round < 6; round += 1) await executeDueAction(house.container, worker());
    expect(cluster.executed).toHaveLength(1);
    const rows = await db().select({ status: actions.status }).from(actions).where(inArray(actions.id, repairs.map((repair) => repair.action.id)));
    expect(rows.map((row) => row.status).sort()).toEqual(["cancelled", "cancelled", "cancelled", "verifying"]);
  });
});
