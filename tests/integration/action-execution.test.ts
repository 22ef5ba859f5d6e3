import { eq, inArray, sql } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionCall } from "@/lib/contracts/action";
import { newId } from "@/lib/ids";
import { claimApprovedAction } from "@/server/action/claim";
import { actions } from "@/server/action/table";
import { tickStep } from "@/server/action/tick";
import { settleIncident } from "@/server/approval/settle";
import { createContainer } from "@/server/container";
import { events } from "@/server/event/table";
import { findIncident } from "@/server/incident/read";
import { incidents } from "@/server/incident/table";
import { maintenanceWindows } from "@/server/maintenance-window/table";
import { user } from "@/server/platform/auth/table";
import { Unavailable } from "@/server/platform/errors";
import { tunables } from "@/server/platform/tunables";
import { readAutomation, readAutomationFault, setMode } from "@/server/policy/automation";
import { setPaused } from "@/server/policy/brake";
import { shippedSettings } from "@/server/policy/defaults";
import { savePolicy } from "@/server/policy/save";
import { automationBrake, autonomyPins } from "@/server/policy/table";
import { executeDueAction } from "@/server/worker/pipeline/execute";
import { verifyDueAction } from "@/server/worker/pipeline/verify";
import { giveUpPlaybooks, watchProposals } from "@/server/worker/pipeline/watch";
import { testSteps } from "../support/cluster";
import type { Repair } from "../support/repair";
import { openSafetyBench, type SafetyBench } from "../support/safety-bench";
import { tamper } from "../support/tampering";
import { eventually } from "../support/wait";

let bench: SafetyBench;
const modes = { live: "auto", range: "auto" } as const;
type Workload = { cluster: string; namespace: string; name: string };
const scaleUp = (workload: Workload): ActionCall => ({ tool: "scale", args: { ...workload, fromReplicas: 2, toReplicas: 4 } });
const silence = (workload: Workload): ActionCall => ({ tool: "silence", args: { ...workload, alertname: "Flapping", durationSeconds: 3_600 } });
const playbook = (workload: Workload): ActionCall => ({ tool: "run_playbook", args: { ...workload, playbook: "postgresql-recovery" } });

beforeAll(async () => {
  bench = await openSafetyBench();
}, 60_000);
beforeEach(async () => {
  await bench.reset();
  await bench.db().delete(maintenanceWindows);
  await setMode(bench.worker(), { mode: "auto", configured: "auto" });
});
afterAll(() => bench?.close(), 60_000);

const work = () => executeDueAction(bench.container, bench.worker());
const nameOf = (repair: Repair) => String(repair.action.args.name);
const quieten = (repair: Repair) => bench.db().update(incidents).set({ firingCount: 0 }).where(eq(incidents.id, repair.incidentId));

async function verify(): Promise<void> {
  await bench.lapseClaims();
  await verifyDueAction(bench.container, bench.worker());
}

/** A connection of its own that holds a lock until it is let go. */
async function holding<T>(lock: number, attempt: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: bench.container.config.databaseUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lock]);
    return await attempt();
  } finally {
    await client.end();
  }
}

describe("the global brake", () => {
  test("stops an automatic action that is claimed already, up to the moment before its side effect", async () => {
    const repair = await bench.propose({ automatic: true });
    const preview = bench.cluster.preview.bind(bench.cluster);
    bench.cluster.preview = async (call) => {
      await setPaused({ ctx: bench.person(), paused: true });
      return preview(call);
    };
    expect(await work()).toBe(true);
    expect(bench.cluster.attempted).toEqual([]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "approved", startedAt: null, mayHaveRunAt: null, leaseToken: null });
    bench.cluster.preview = preview;
    await bench.workUntilIdle();
    expect(bench.cluster.attempted, "it stays held").toEqual([]);
    await setPaused({ ctx: bench.person(), paused: false });
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([repair.action.id]);
  });

  test.each([
    ["assist", true],
    ["observe", true],
    ["observe", false],
  ] as const)("has a sister: a mode turned down to %s while it is tried dry stops it before its side effect (automatic: %s)", async (mode, automatic) => {
    const repair = automatic ? await bench.propose({ automatic }) : await bench.approved();
    const preview = bench.cluster.preview.bind(bench.cluster);
    bench.cluster.preview = async (call) => {
      await setMode(bench.person(), { mode, configured: "auto" });
      return preview(call);
    };
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toEqual([]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "cancelled", mayHaveRunAt: null, outcome: { code: "forbidden", params: { rule: "mode" } } });
  });

  test("and the side effect never pass each other: whoever has pulled it sees no automatic action begin", async () => {
    for (let round = 0; round < 8; round += 1) {
      await setPaused({ ctx: bench.person(), paused: false });
      const repair = await bench.propose({ automatic: true });
      let pulled = false;
      let beganAfter = false;
      bench.cluster.before = async () => {
        beganAfter ||= pulled && (await bench.actionOf(repair)).mayHaveRunAt === null;
      };
      await Promise.all([work(), setPaused({ ctx: bench.person(), paused: true }).then(() => (pulled = true))]);
      expect(beganAfter).toBe(false);
      const { status } = await bench.actionOf(repair);
      expect(bench.cluster.executed.includes(repair.action.id)).toBe(status === "verifying");
      await bench.db().delete(actions);
    }
  });
});

describe("an automatic action that is about to start", () => {
  const changes: [string, string, (repair: Repair) => Promise<unknown>][] = [
    ["the mode was turned down", "mode", () => setMode(bench.person(), { mode: "assist", configured: "auto" })],
    ["its policy was changed", "tool_default", () => savePolicy(bench.person(), { id: "pol_tool_default", change: { version: 1, settings: { ...shippedSettings.tool_default, restart: "ask" }, reason: "careful" } })],
    ["its action type was pinned", "earned_autonomy", () => bench.db().insert(autonomyPins).values({ origin: "live", tool: "restart", entityKind: "workload", standing: "always_ask", reason: "careful", changedBy: bench.person().actor })],
    [
      "a maintenance window began",
      "maintenance_window",
      () => bench.db().insert(maintenanceWindows).values({ id: newId("maintenanceWindow"), origin: "live", name: "upgrade", scope: { kind: "all" }, reason: "", startsAt: new Date(bench.now().getTime() - 1), endsAt: new Date(bench.now().getTime() + 3_600_000), createdBy: bench.person().actor, createdAt: bench.now(), updatedAt: bench.now(), idempotencyKey: newId("request") }),
    ],
    ["another on its target was just started", "breaker_cooldown", async (repair) => bench.db().insert(actions).values({ ...(await bench.actionOf(repair)), id: newId("action"), incidentId: newId("incident"), status: "succeeded", startedAt: bench.now(), finishedAt: bench.now() })],
  ];

  test.each(changes)("is void when %s, and its incident is looked at again", async (_what, rule, change) => {
    const repair = await bench.propose({ automatic: true });
    await change(repair);
    expect(await work()).toBe(true);
    expect(bench.cluster.attempted).toEqual([]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "cancelled", outcome: { code: "forbidden", params: { rule } } });
    expect(await findIncident(bench.db(), repair.incidentId)).toMatchObject({ status: "investigating", diagnoseAt: expect.any(Date) });
  });

  test("waits behind two that run, whoever claims it: two workers at once never make it three", async () => {
    const repairs: Repair[] = [];
    for (let index = 0; index < 6; index += 1) repairs.push(await bench.propose({ automatic: true }));
    const containers = await Promise.all([0, 1].map(async () => createContainer(bench.container.config, bench.container.log, { now: () => bench.now(), worlds: bench.container.worlds })));
    const race = () => Promise.all([...containers, ...containers].map((container) => executeDueAction(container, container.ctx(bench.worker().actor, "worker"))));
    for (let ended = 0; ended < 6; ended += 2) {
      await race();
      await race();
      expect(bench.cluster.executed).toHaveLength(ended + 2);
      await bench.db().update(actions).set({ status: "succeeded", finishedAt: bench.now() }).where(eq(actions.status, "verifying"));
    }
    expect([...bench.cluster.executed].sort()).toEqual(repairs.map((repair) => repair.action.id).sort());
    await Promise.all(containers.map((container) => container.close()));
  });

  test("is judged by one worker at a time: the other waits until the first has counted and claimed", async () => {
    for (let index = 0; index < 4; index += 1) await bench.propose({ automatic: true });
    await work();
    let enter: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const slow = {
      ...bench.worker(),
      databaseNow: async () => {
        enter();
        await gate;
        return bench.now();
      },
    };
    const first = claimApprovedAction(slow, { modes });
    await entered;
    const second = claimApprovedAction(bench.worker(), { modes });
    await eventually("the second worker waits for the first", async () => {
      const { rows } = await bench.db().execute<{ n: number }>(sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`);
      return (rows[0]?.n ?? 0) === 1;
    }, 4_000, 20);
    letGo();
    expect([(await first).kind, (await second).kind]).toEqual(["claimed", "none"]);
  });

  test("counts its own origin only", async () => {
    for (let index = 0; index < 2; index += 1) await bench.propose({ automatic: true, origin: "range" });
    const live = await bench.propose({ automatic: true });
    for (let turn = 0; turn < 3; turn += 1) await work();
    expect(bench.cluster.executed).toContain(live.action.id);
    expect(bench.cluster.executed).toHaveLength(3);
  });
});

describe("automation that cannot be sure", () => {
  const sealLock = 7_240_591_834;
  const executionLock = 7_240_591_837;

  test("stands still while nobody can seal the audit log, and says so; what a human approved still runs", async () => {
    const [automatic, human] = [await bench.propose({ automatic: true }), await bench.approved()];
    await holding(sealLock, async () => {
      await tamper(bench.db(), (tx) => tx.update(events).set({ at: sql`now() - make_interval(secs => ${tunables.auditStallMs / 1000 + 1})` }).where(sql`chain_seq is null`));
      for (let turn = 0; turn < 3; turn += 1) await work();
      expect(bench.cluster.executed).toEqual([human.action.id]);
      expect(await readAutomationFault(bench.db())).toBe("audit_log");
    });
    await work();
    expect(bench.cluster.executed).toEqual([human.action.id, automatic.action.id]);
    expect((await readAutomation(bench.person(), "auto")).fault).toBeNull();
  });

  test("starts nothing without the lock that guards the breakers", async () => {
    await bench.propose({ automatic: true });
    await holding(executionLock, () => expect(claimApprovedAction(bench.worker(), { modes })).rejects.toThrow());
    expect(bench.cluster.attempted).toEqual([]);
    await bench.db().update(automationBrake).set({ checkedAt: sql`now() - make_interval(secs => ${tunables.breakerSilentMs / 1000 + 1})` });
    expect(await readAutomationFault(bench.db())).toBe("breaker");
    await work();
    expect(await readAutomationFault(bench.db())).toBeNull();
  }, 20_000);
});

describe("a target that an autoscaler changes", () => {
  test("is no drift for a restart, and is one for a scale", async () => {
    const [restarting, scaling] = [await bench.propose(), await bench.propose({ call: scaleUp })];
    for (const repair of [restarting, scaling]) bench.cluster.resize(nameOf(repair), 3);
    await watchProposals(bench.container, bench.worker());
    expect((await bench.actionOf(restarting)).status).toBe("proposed");
    expect(await bench.actionOf(scaling)).toMatchObject({ status: "cancelled", outcome: { code: "drifted" } });
    await bench.decide(restarting);
    bench.pass(tunables.undoMs + 1);
    bench.cluster.resize(nameOf(restarting), 5);
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([restarting.action.id]);
  });
});

describe("a risk that rose since it was approved", () => {
  test("voids the action with the reason, and the incident is weighed anew", async () => {
    const repair = await bench.approved();
    const [row, at] = [await bench.actionOf(repair), bench.now()];
    await bench.db().insert(actions).values({ ...row, id: newId("action"), incidentId: newId("incident"), status: "failed", startedAt: at, mayHaveRunAt: at, finishedAt: at });
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toEqual([]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "cancelled", outcome: { code: "risk_rose", params: { was: "low", risk: "high" } } });
    expect((await bench.approvalOf(repair))?.status).toBe("superseded");
    expect(await findIncident(bench.db(), repair.incidentId)).toMatchObject({ status: "investigating" });
  });
});

describe("a scale that did not help", () => {
  async function scaled(): Promise<Repair> {
    const repair = await bench.approved({ call: scaleUp });
    await bench.workUntilIdle();
    expect(bench.cluster.replicasOf(nameOf(repair))).toBe(4);
    bench.cluster.settled = false;
    return repair;
  }

  test("is taken back once its window is over, and the incident is looked at again", async () => {
    const repair = await scaled();
    await verify();
    expect(bench.cluster.reverted, "not before").toEqual([]);
    bench.pass(tunables.verifyWindowMs.live);
    await verify();
    expect(bench.cluster.replicasOf(nameOf(repair))).toBe(2);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "rolled_back", outcome: { code: "rolled_back", params: { reason: "pods_not_ready" } } });
    expect(await bench.eventsOf(repair, "action.rolled_back", "action.failed")).toEqual(["action.rolled_back"]);
    expect(await findIncident(bench.db(), repair.incidentId)).toMatchObject({ status: "investigating", diagnoseAt: expect.any(Date) });
  });

  test("stays when somebody changed it since, and says so", async () => {
    const repair = await scaled();
    bench.cluster.resize(nameOf(repair), 7);
    bench.pass(tunables.verifyWindowMs.live);
    await verify();
    expect(bench.cluster.replicasOf(nameOf(repair))).toBe(7);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "failed", outcome: { code: "not_taken_back" } });
  });

  test("is taken back once, also when the answer was lost and a worker died in between", async () => {
    const repair = await scaled();
    const revert = bench.cluster.revert.bind(bench.cluster);
    bench.cluster.revert = async (...input) => {
      await revert(...input);
      throw new Unavailable("the answer was lost");
    };
    bench.pass(tunables.verifyWindowMs.live);
    await verify();
    expect((await bench.actionOf(repair)).status).toBe("verifying");
    bench.cluster.revert = revert;
    await verify();
    expect(bench.cluster.reverted).toEqual([repair.action.id]);
    expect((await bench.actionOf(repair)).status).toBe("rolled_back");
  });

  test("is left when nobody answers for too long", async () => {
    const repair = await scaled();
    bench.cluster.revert = () => Promise.reject(new Unavailable("the cluster is away"));
    bench.pass(tunables.verifyWindowMs.live + tunables.revertWindowMs - 1);
    await verify();
    expect((await bench.actionOf(repair)).status).toBe("verifying");
    bench.pass(1);
    await verify();
    expect(await bench.actionOf(repair)).toMatchObject({ status: "failed", outcome: { code: "not_taken_back" } });
  });
});

describe("a silence", () => {
  test("succeeds when the alert is silent, and leaves the incident open until it is looked at again", async () => {
    const repair = await bench.approved({ call: silence });
    await bench.workUntilIdle();
    await verify();
    expect(await bench.actionOf(repair)).toMatchObject({ status: "succeeded", outcome: { code: "silenced" } });
    const incident = await findIncident(bench.db(), repair.incidentId);
    expect(incident).toMatchObject({ status: "investigating", settledAt: null, verified: false });
    expect(incident?.diagnoseAt?.getTime()).toBe(bench.now().getTime() + 3_600_000);
  });
});

describe("a playbook", () => {
  const tick = (repair: Repair, n: number, name?: string) => tickStep(bench.person(name), { id: repair.action.id, n });

  async function handedOver(): Promise<Repair> {
    await bench.db().delete(user);
    const repair = await bench.propose({ call: playbook, risk: "critical" });
    await bench.decide(repair, { confirmName: nameOf(repair) });
    bench.pass(tunables.criticalUndoMs + 1);
    await bench.workUntilIdle();
    return repair;
  }

  test("waits for its ticks in order, one event each with who, and is verified when all are done", async () => {
    const repair = await handedOver();
    expect(await bench.actionOf(repair)).toMatchObject({ status: "running", leaseToken: null, steps: testSteps.map((code) => ({ code, tickedAt: null, tickedBy: null })) });
    expect(await bench.refusalOf(tick(repair, 2))).toMatchObject({ status: 409, code: "conflict" });
    expect(await bench.refusalOf(tick(repair, 9))).toMatchObject({ status: 404 });
    await Promise.all(Array.from({ length: 5 }, () => tick(repair, 1, "Ana")));
    expect((await tick(repair, 2, "Bo")).steps).toMatchObject([{ tickedBy: { name: "Ana" } }, { tickedBy: { name: "Bo" } }, { tickedAt: null }]);
    await bench.workUntilIdle();
    expect((await bench.actionOf(repair)).status, "no worker takes it away from people").toBe("running");
    expect((await tick(repair, 3)).status).toBe("verifying");
    expect((await tick(repair, 3)).status, "a late copy of the last tick").toBe("verifying");
    const told = await bench.db().select({ actor: events.actor, statement: events.statement }).from(events).where(eq(events.subjectId, repair.action.id));
    expect(told.filter(({ statement }) => statement?.code === "step_ticked").map(({ actor, statement }) => [actor.name, statement?.params.step])).toEqual([["Ana", 1], ["Bo", 2], ["Commander", 3]]);
    await quieten(repair);
    await verify();
    expect((await bench.actionOf(repair)).status).toBe("succeeded");
    expect(await findIncident(bench.db(), repair.incidentId)).toMatchObject({ status: "resolved", settledBy: "human", verified: true });
  });

  test("is ticked by humans only, and not before it is under way", async () => {
    const waiting = await bench.propose({ call: playbook, risk: "critical" });
    expect(await bench.refusalOf(tick(waiting, 1))).toMatchObject({ status: 409, code: "already_settled" });
    const repair = await handedOver();
    const machine = { ...bench.person(), actor: { kind: "token", id: "t", name: "token" } as const };
    expect(await bench.refusalOf(tickStep(machine, { id: repair.action.id, n: 1 }))).toMatchObject({ status: 403 });
    const restart = await bench.propose();
    expect(await bench.refusalOf(tick(restart, 1))).toMatchObject({ status: 404 });
  });

  test("that nobody finishes is given up after a day, and a human can settle its incident before", async () => {
    const [left, settled] = [await handedOver(), await handedOver()];
    await settleIncident(bench.person(), { id: settled.incidentId, as: "resolved" });
    expect(await bench.actionOf(settled)).toMatchObject({ status: "cancelled", outcome: { code: "settled_by_hand" } });
    await giveUpPlaybooks(bench.worker());
    expect((await bench.actionOf(left)).status).toBe("running");
    bench.pass(tunables.playbookTtlMs + 1);
    await giveUpPlaybooks(bench.worker());
    expect(await bench.actionOf(left)).toMatchObject({ status: "failed", outcome: { code: "playbook_abandoned" } });
    expect(await bench.db().select().from(actions).where(inArray(actions.status, ["running"]))).toEqual([]);
  });
});
