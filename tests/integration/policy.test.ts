import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionCall, Tool } from "@/lib/contracts/action";
import { backtestPolicy } from "@/server/action/backtest";
import { changeMode } from "@/server/action/change-mode";
import { readLedger, readTrust } from "@/server/action/ledger";
import { pinLedger } from "@/server/action/pin";
import { actions } from "@/server/action/table";
import { events } from "@/server/event/table";
import { lockIncident, moveIncident } from "@/server/incident/change";
import { findIncident } from "@/server/incident/read";
import { tunables } from "@/server/platform/tunables";
import { readMode, setMode } from "@/server/policy/automation";
import { shippedSettings } from "@/server/policy/defaults";
import { listPolicies, readPolicy, readStandingPolicies } from "@/server/policy/read";
import { savePolicy } from "@/server/policy/save";
import { policyVersions } from "@/server/policy/table";
import { hasEarned } from "@/server/policy/trust";
import type { Repair, RepairOptions } from "../support/repair";
import { openSafetyBench, type SafetyBench } from "../support/safety-bench";

let bench: SafetyBench;

beforeAll(async () => {
  bench = await openSafetyBench();
}, 60_000);
beforeEach(() => bench.reset());
afterAll(() => bench?.close(), 60_000);

const save = (settings: unknown, version = 1, id = "pol_breaker_cooldown", name?: string) => savePolicy(bench.person(name), { id, change: { version, settings: settings as Record<string, unknown>, reason: "because" } });
const changesOf = async (id: string) => (await bench.db().select().from(events).where(eq(events.subjectId, id))).filter((event) => event.type === "policy.changed");

describe("savePolicy", () => {
  test("adds a version with who and why, keeps the old ones, and leaves one event", async () => {
    const before = (await changesOf("pol_breaker_cooldown")).length;
    const saved = await save({ seconds: 900 });
    expect(saved).toMatchObject({ rule: "breaker_cooldown", version: 2, settings: { seconds: 900 }, changedBy: { name: "Commander" }, reason: "because" });
    expect(saved.versions).toMatchObject([{ version: 2 }, { version: 1, settings: { seconds: 600 }, changedBy: null }]);
    expect((await readStandingPolicies(bench.db())).breaker_cooldown).toEqual({ seconds: 900 });
    expect(await save({ seconds: 900 }), "the same change again").toEqual(saved);
    expect((await changesOf("pol_breaker_cooldown")).length).toBe(before + 1);
    expect((await listPolicies(bench.person())).items.find((policy) => policy.id === "pol_breaker_cooldown")).toMatchObject({ version: 2, settings: { seconds: 900 } });
  });

  test("refuses what is based on an older version, with the one that stands; one of ten at once wins", async () => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => save({ seconds: 700 + index }, 1, "pol_breaker_cooldown", `person-${index}`)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const standing = await readPolicy(bench.db(), "pol_breaker_cooldown");
    expect(await bench.refusalOf(save({ seconds: 1_000 }, 1, "pol_breaker_cooldown", "late"))).toMatchObject({ status: 409, code: "conflict", current: { version: 2, settings: standing.settings } });
  });

  test.each([
    ["pol_breaker_cooldown", { seconds: 10 }, 422],
    ["pol_breaker_concurrency", { running: 3 }, 422],
    ["pol_breaker_target_rate", { perHour: 4 }, 422],
    ["pol_breaker_global_rate", { perHour: 11 }, 422],
    ["pol_risk_ceiling", { ...shippedSettings.risk_ceiling, ceiling: "high" }, 422],
    ["pol_protected_target", { ...shippedSettings.protected_target, names: ["redis"] }, 422],
    ["pol_tool_default", { ...shippedSettings.tool_default, run_playbook: "allow" }, 422],
    ["pol_tool_default", { restart: "allow" }, 422],
    ["pol_stateful_never_automatic", {}, 422],
    ["pol_mode", {}, 422],
    ["pol_brake", {}, 422],
    ["pol_unknown", {}, 404],
    ["pol_toString", {}, 404],
  ])("refuses %s with %j: doctrine can only be made stricter", async (id, settings, status) => {
    expect(await bench.refusalOf(save(settings, 1, id))).toMatchObject({ status });
  });

  test("that a hand wrote so that nobody can read it lets nothing pass", async () => {
    await bench.db().insert(policyVersions).values({ policyId: "pol_risk_ceiling", version: 2, settings: { ceiling: "everything" } });
    expect((await bench.assess("anything")).policy).toMatchObject({ verdict: "ask", whyNotAuto: [{ rule: "risk_ceiling", observed: "unreadable" }] });
  });
});

describe("setMode", () => {
  test("holds for live at once, never for the range, and says it once", async () => {
    const count = async () => (await bench.db().select().from(events).where(eq(events.type, "automation.mode_changed"))).length;
    const before = await count();
    await Promise.all(Array.from({ length: 4 }, () => setMode(bench.person(), { mode: "observe", configured: "auto" })));
    expect(await count()).toBe(before + 1);
    expect([await readMode(bench.db(), "live", "auto"), await readMode(bench.db(), "range", "auto")]).toEqual(["observe", "auto"]);
    expect((await bench.assess("anything")).policy).toMatchObject({ verdict: "forbid", whyNotAuto: [{ rule: "mode", observed: "observe" }] });
    await setMode(bench.person(), { mode: "auto", configured: "auto" });
  });
});

describe("changeMode", () => {
  test("brings back the incidents whose repair only the mode had forbidden, once it is turned up", async () => {
    const end = (code: string, rule: string) => ({ status: "cancelled" as const, outcome: { code, params: { rule } }, finishedAt: bench.now() });
    const [forbidden, otherwise] = [await bench.propose(), await bench.propose()];
    for (const [repair, rule] of [[forbidden, "mode"], [otherwise, "risk_ceiling"]] as const) await bench.db().update(actions).set(end("forbidden", rule)).where(eq(actions.id, repair.action.id));
    const dueOf = async (repair: Repair) => (await findIncident(bench.db(), repair.incidentId))?.diagnoseAt ?? null;
    await changeMode(bench.person(), { mode: "observe", configured: "auto" });
    expect(await dueOf(forbidden)).toBeNull();
    await changeMode(bench.person(), { mode: "auto", configured: "auto" });
    expect([await dueOf(forbidden), await dueOf(otherwise)]).toEqual([bench.now(), null]);
  });
});

/** A repair that ended: `reopened` is one that was verified and whose incident fired again. */
type End = "succeeded" | "failed" | "rolled_back" | "outcome_unknown" | "reopened" | "denied" | "never ran";

async function ended(end: End, options: RepairOptions = {}): Promise<Repair> {
  const repair = await bench.propose(options);
  bench.pass(1_000);
  const now = bench.now();
  if (end === "denied") {
    await bench.decide(repair, { decision: "deny" });
    return repair;
  }
  const ran = { startedAt: now, finishedAt: now, ...(end === "never ran" ? {} : { mayHaveRunAt: now }) };
  await bench.db().update(actions).set({ ...ran, status: end === "reopened" ? "succeeded" : end === "never ran" ? "failed" : end }).where(eq(actions.id, repair.action.id));
  if (end === "reopened") {
    await bench.db().transaction(async (tx) => {
      const incident = await lockIncident(tx, repair.incidentId);
      if (incident === null) throw new Error("there is no incident");
      const resolved = await moveIncident(bench.worker(), tx, incident, "resolved");
      await moveIncident(bench.worker(), tx, resolved, "reopened");
    });
  }
  return repair;
}

const scale = (workload: { cluster: string; namespace: string; name: string }): ActionCall => ({ tool: "scale", args: { ...workload, fromReplicas: 2, toReplicas: 4 } });
const trustOf = (tool: Tool, origin: "live" | "range" = "live") => readTrust(bench.db(), { origin, tool, entityKind: "workload", now: bench.now() });

describe("readLedger", () => {
  test("counts what became of every action, from the actions themselves", async () => {
    for (const end of ["succeeded", "succeeded", "failed", "rolled_back", "outcome_unknown", "reopened", "denied", "never ran", "succeeded"] as const) await ended(end);
    await ended("succeeded", { automatic: true });
    await ended("failed", { origin: "range" });
    await ended("succeeded", { call: scale });
    const { items } = await readLedger(bench.person(), { origin: "live" });
    expect(items).toMatchObject([
      { tool: "restart", entityKind: "workload", approved: 8, automatic: 1, denied: 1, verified: 4, rolledBack: 1, failed: 2, reopened: 1, trials: 9, sinceFailure: 2, standing: "earned", automaticNow: true },
      { tool: "scale", entityKind: "workload", verified: 1, trials: 1, sinceFailure: null, automaticNow: false },
    ]);
    expect((await readLedger(bench.person(), { origin: "range" })).items).toMatchObject([{ tool: "restart", failed: 1, verified: 0 }]);
  });

  test("earns by sixteen verified actions in one origin and loses it with one failure", async () => {
    const earned = async () => hasEarned(await trustOf("scale"), shippedSettings.earned_autonomy);
    for (let index = 0; index < 16; index += 1) await ended("succeeded", { call: scale, origin: "range" });
    expect(await earned(), "what the range earned is the range's").toBe(false);
    for (let index = 0; index < 15; index += 1) await ended("succeeded", { call: scale });
    expect(await earned()).toBe(false);
    await ended("succeeded", { call: scale });
    expect(await earned()).toBe(true);
    await ended("failed", { call: scale });
    expect(await trustOf("scale")).toMatchObject({ trials: 17, verified: 16, sinceFailure: 0 });
    expect(await earned()).toBe(false);
    for (let index = 0; index < 12; index += 1) await ended("succeeded", { call: scale });
    expect(await earned()).toBe(true);
    bench.pass(tunables.ledgerDays * 24 * 3_600_000);
    expect(await trustOf("scale"), "what is long ago is forgotten").toMatchObject({ trials: 0 });
  }, 30_000);
});

describe("pinLedger", () => {
  const pin = (standing: "earned" | "always_ask" | "allowed", demote = false, tool: Tool = "restart") => pinLedger(bench.person(), { origin: "live", tool, entityKind: "workload", standing, demote, reason: "because" });
  const pins = async () => (await bench.db().select().from(events).where(eq(events.type, "automation.pinned"))).length;

  test("overrules what was earned, also of what nobody tried, with one event per change", async () => {
    const before = await pins();
    expect(await pin("always_ask")).toMatchObject({ standing: "always_ask", automaticNow: false, trials: 0 });
    await pin("always_ask");
    expect(await pins()).toBe(before + 1);
    expect((await bench.assess("anything")).policy).toMatchObject({ verdict: "ask", whyNotAuto: [{ rule: "earned_autonomy", observed: "always_ask" }] });
    expect(await pin("earned")).toMatchObject({ standing: "earned", automaticNow: true });
    expect((await bench.assess("anything")).policy.verdict).toBe("allow");
    expect(await pin("allowed", false, "scale")).toMatchObject({ automaticNow: true });
  });

  test("demotes: what was verified before no longer counts as a streak", async () => {
    for (let index = 0; index < 20; index += 1) await ended("succeeded", { call: scale });
    expect((await readLedger(bench.person(), { origin: "live" })).items).toMatchObject([{ tool: "scale", automaticNow: true }]);
    expect(await pin("earned", true, "scale")).toMatchObject({ sinceFailure: 0, automaticNow: false, verified: 20, demotedAt: bench.now().toISOString() });
    for (let index = 0; index < 5; index += 1) await ended("succeeded", { call: scale });
    expect((await readLedger(bench.person(), { origin: "live" })).items).toMatchObject([{ sinceFailure: 5, automaticNow: true }]);
  });

  test("refuses to let a playbook run by itself, and kinds that do not exist", async () => {
    expect(await bench.refusalOf(pin("allowed", false, "run_playbook"))).toMatchObject({ status: 422 });
    expect(await bench.refusalOf(pinLedger(bench.person(), { origin: "live", tool: "restart", entityKind: "constructor", standing: "allowed", demote: false, reason: "x" }))).toMatchObject({ status: 422 });
  });
});

describe("backtestPolicy", () => {
  const tested = (settings: unknown, id = "pol_risk_ceiling", origin: "live" | "range" = "live") => backtestPolicy(bench.person(), { id, settings, origin });
  const strict = { ...shippedSettings.risk_ceiling, ceiling: "none", earnedCeiling: "none" };

  test("judges every stored action again, exactly, and says how those ended", async () => {
    await ended("succeeded", { automatic: true });
    await ended("failed", { automatic: true });
    const asked = await ended("succeeded");
    const [old] = await bench.db().update(actions).set({ policyFacts: null }).where(eq(actions.id, (await ended("succeeded")).action.id)).returning();
    await ended("succeeded", { automatic: true, origin: "range" });
    const result = await tested(strict);
    expect(result).toMatchObject({ considered: 3, unknown: 1, current: { allow: 2, ask: 1, forbid: 0 }, proposed: { allow: 0, ask: 3, forbid: 0 } });
    expect(result.endings).toEqual(expect.arrayContaining([{ proposed: "ask", status: "succeeded", count: 2 }, { proposed: "ask", status: "failed", count: 1 }]));
    expect(result.changed).toHaveLength(2);
    expect(result.transitions).toEqual(expect.arrayContaining([{ from: "allow", to: "ask", status: "succeeded", count: 1 }, { from: "allow", to: "ask", status: "failed", count: 1 }]));
    expect(result.transitions).toHaveLength(2);
    for (const change of result.changed) expect(change).toMatchObject({ from: "allow", to: "ask" });
    expect(result.changed.map((change) => change.actionId)).not.toContain(asked.action.id);
    expect(result.changed.map((change) => change.actionId)).not.toContain(old?.id);
    expect(await tested(strict)).toEqual(result);
  });

  test("changes nothing, and under the settings that stand finds no difference", async () => {
    await ended("succeeded", { automatic: true });
    expect(await tested(shippedSettings.risk_ceiling)).toMatchObject({ changed: [], current: { allow: 1 }, proposed: { allow: 1 } });
    expect((await readPolicy(bench.db(), "pol_risk_ceiling")).version).toBe(1);
  });

  test("judges as it was judged: the stored facts give the stored verdict", async () => {
    await bench.propose({ automatic: true });
    await bench.propose();
    await bench.propose({ risk: "high" });
    const rows = await bench.db().select().from(actions);
    const { current } = await tested(shippedSettings.risk_ceiling);
    for (const verdict of ["allow", "ask", "forbid"] as const) expect(current[verdict]).toBe(rows.filter((row) => row.policy.verdict === verdict).length);
  });

  test("forgets what is older than its window, and refuses settings that do not fit", async () => {
    await ended("succeeded", { automatic: true });
    bench.pass(tunables.backtestDays * 24 * 3_600_000);
    expect((await tested(strict)).considered).toBe(0);
    expect(await bench.refusalOf(tested({ ceiling: "all" }))).toMatchObject({ status: 422 });
    expect(await bench.refusalOf(tested({}, "pol_mode"))).toMatchObject({ status: 422 });
    expect(await bench.refusalOf(tested({}, "pol_nothing"))).toMatchObject({ status: 404 });
  });
});
