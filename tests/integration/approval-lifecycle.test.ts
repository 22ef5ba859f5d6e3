import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionCall } from "@/lib/contracts/action";
import { actions } from "@/server/action/table";
import { decideApproval } from "@/server/approval/decide";
import { extendApproval } from "@/server/approval/extend";
import { expireApprovals, remindApprovals } from "@/server/approval/expire";
import { revokeApproval } from "@/server/approval/revoke";
import { approvals } from "@/server/approval/table";
import { undoApproval } from "@/server/approval/undo";
import { findIncident } from "@/server/incident/read";
import { user } from "@/server/platform/auth/table";
import { AppError } from "@/server/platform/errors";
import { tunables } from "@/server/platform/tunables";
import { shippedSettings } from "@/server/policy/defaults";
import { savePolicy } from "@/server/policy/save";
import { executeDueAction } from "@/server/worker/pipeline/execute";
import type { Repair } from "../support/repair";
import { openSafetyBench, type SafetyBench } from "../support/safety-bench";

let bench: SafetyBench;
const minute = 60_000;
const ttlMs = shippedSettings.approval_expiry.low * minute;

beforeAll(async () => {
  bench = await openSafetyBench();
}, 60_000);
beforeEach(async () => {
  await bench.reset();
  await bench.db().delete(user);
});
afterAll(() => bench?.close(), 60_000);

const scaleUp = (workload: { cluster: string; namespace: string; name: string }): ActionCall => ({ tool: "scale", args: { ...workload, fromReplicas: 2, toReplicas: 6 } });
const undo = (repair: Repair) => undoApproval(bench.person(), { id: repair.approvalId, role: "commander" });
const extend = (repair: Repair, expiresAt: Date) => extendApproval(bench.person(), { id: repair.approvalId, role: "operator", expiresAt });
const revoke = (repair: Repair) => revokeApproval(bench.person(), { id: repair.approvalId });
const nameOf = (repair: Repair) => String(repair.action.args.name);

async function hireCommanders(...names: string[]): Promise<void> {
  await bench.db().insert(user).values(names.map((name) => ({ id: `usr_${name}`, name, email: `${name}@example.com`, emailVerified: true, role: "commander" as const })));
}

describe("argument pins", () => {
  test("are part of the answer: the same key with others is another answer, and does not read as done", async () => {
    const repair = await bench.propose({ call: scaleUp });
    await bench.decide(repair, { argumentPins: { toReplicas: 3 } });
    expect(await bench.decide(repair, { argumentPins: { toReplicas: 3 } })).toMatchObject({ status: "approved", action: { effectiveArgs: { toReplicas: 3 } } });
    expect(await bench.refusalOf(bench.decide(repair))).toMatchObject({ status: 409, code: "already_settled" });
    expect(await bench.eventsOf(repair, "approval.decided")).toHaveLength(1);
  });

  test("narrow what runs, and the hash of what runs is kept beside that of what was proposed", async () => {
    const repair = await bench.propose({ call: scaleUp });
    const approval = await bench.decide(repair, { argumentPins: { toReplicas: 3 } });
    expect(approval.action).toMatchObject({ args: { toReplicas: 6 }, argsHash: repair.action.argsHash, effectiveArgs: { fromReplicas: 2, toReplicas: 3 } });
    expect(approval.action.effectiveArgsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(approval.action.effectiveArgsHash).not.toBe(repair.action.argsHash);
    bench.pass(tunables.undoMs + 1);
    await bench.workUntilIdle();
    expect(bench.cluster.replicasOf(nameOf(repair))).toBe(3);
  });

  test("are refused with 422 and what waits when they widen, and are forgotten with an undo", async () => {
    const repair = await bench.propose({ call: scaleUp });
    for (const argumentPins of [{ toReplicas: 7 }, { toReplicas: 2 }, { fromReplicas: 3 }, { name: "postgres" }] as Record<string, string | number>[]) {
      expect(await bench.refusalOf(bench.decide(repair, { argumentPins }))).toMatchObject({ status: 422, code: "pins_widen", current: { status: "pending" } });
    }
    await bench.decide(repair, { argumentPins: { toReplicas: 3 } });
    expect((await undo(repair)).action).toMatchObject({ effectiveArgs: null, effectiveArgsHash: null });
    await bench.decide(repair, {}, "key-2");
    bench.pass(tunables.undoMs + 1);
    await bench.workUntilIdle();
    expect(bench.cluster.replicasOf(nameOf(repair))).toBe(6);
  });

  test("that were tampered with in the store do not run", async () => {
    const repair = await bench.propose({ call: scaleUp });
    await bench.decide(repair, { argumentPins: { toReplicas: 3 } });
    await bench.db().update(actions).set({ effectiveArgs: { cluster: "default", namespace: "shop", name: nameOf(repair), fromReplicas: 2, toReplicas: 900 } }).where(eq(actions.id, repair.action.id));
    bench.pass(tunables.undoMs + 1);
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toEqual([]);
    expect(await bench.actionOf(repair)).toMatchObject({ status: "failed", outcome: { code: "execution_failed" } });
  });
});

describe("extendApproval", () => {
  test("moves the deadline once per deadline, with one event, and no further than a day", async () => {
    const repair = await bench.propose();
    const requestedAt = bench.now();
    const later = new Date(requestedAt.getTime() + 3 * 60 * minute);
    expect((await extend(repair, later)).expiresAt).toBe(later.toISOString());
    await extend(repair, later);
    expect(await bench.eventsOf(repair, "approval.extended")).toHaveLength(1);
    for (const refused of [new Date(later.getTime() - 1), new Date(requestedAt.getTime() + tunables.approvalMaxLifeMs + 1)]) expect(await bench.refusalOf(extend(repair, refused))).toMatchObject({ status: 422, current: { expiresAt: later.toISOString() } });
    bench.pass(2 * 60 * minute);
    await expireApprovals(bench.worker());
    expect((await bench.approvalOf(repair))?.status).toBe("pending");
    bench.pass(60 * minute);
    expect(await bench.refusalOf(extend(repair, new Date(later.getTime() + minute)))).toMatchObject({ status: 410 });
    await expireApprovals(bench.worker());
    expect(await bench.refusalOf(extend(repair, later))).toMatchObject({ status: 410, current: { status: "expired" } });
  });

  test("is refused once it is answered, and to whoever may not decide", async () => {
    const [answered, grave] = [await bench.propose(), await bench.propose({ risk: "high" })];
    await bench.decide(answered, { decision: "deny" });
    const later = new Date(bench.now().getTime() + 2 * ttlMs);
    expect(await bench.refusalOf(extend(answered, later))).toMatchObject({ status: 409, current: { status: "denied" } });
    expect(await bench.refusalOf(extend(grave, later))).toMatchObject({ status: 403 });
  });
});

describe("remindApprovals", () => {
  test("reminds once half-way to the deadline, and again half-way to an extended one", async () => {
    const repair = await bench.propose();
    const reminders = async () => (await bench.eventsOf(repair, "approval.reminded")).length;
    bench.pass(ttlMs / 2 - 1);
    await remindApprovals(bench.worker());
    expect(await reminders()).toBe(0);
    bench.pass(1);
    await Promise.all(Array.from({ length: 4 }, () => remindApprovals(bench.worker())));
    expect(await reminders()).toBe(1);
    await extend(repair, new Date(bench.now().getTime() + ttlMs));
    await remindApprovals(bench.worker());
    expect(await reminders()).toBe(1);
    bench.pass(ttlMs / 2);
    await remindApprovals(bench.worker());
    expect(await reminders()).toBe(2);
  });

  test("says nothing of what was answered", async () => {
    const repair = await bench.propose();
    await bench.decide(repair, { decision: "deny" });
    bench.pass(ttlMs / 2);
    await remindApprovals(bench.worker());
    expect(await bench.eventsOf(repair, "approval.reminded")).toEqual([]);
  });
});

describe("the deadline", () => {
  test("is the policy's for that risk", async () => {
    await savePolicy(bench.person(), { id: "pol_approval_expiry", change: { version: 1, settings: { ...shippedSettings.approval_expiry, high: 15 }, reason: "nights are short" } });
    const [low, high] = [await bench.propose(), await bench.propose({ risk: "high" })];
    expect((await bench.approvalOf(low))?.expiresAt.getTime()).toBe(bench.now().getTime() + ttlMs);
    expect((await bench.approvalOf(high))?.expiresAt.getTime()).toBe(bench.now().getTime() + 15 * minute);
  });
});

describe("revokeApproval", () => {
  test("withdraws for good what was approved and has not started, with one event each", async () => {
    const repair = await bench.approved();
    expect(await revoke(repair)).toMatchObject({ status: "revoked", action: { status: "cancelled", outcome: { code: "revoked" } } });
    await revoke(repair);
    expect(await bench.eventsOf(repair, "approval.revoked", "action.cancelled")).toHaveLength(2);
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toEqual([]);
    expect(await findIncident(bench.db(), repair.incidentId)).toMatchObject({ status: "investigating", diagnoseAt: null });
    expect(await bench.refusalOf(bench.decide(repair, {}, "key-2"))).toMatchObject({ status: 409, current: { status: "revoked" } });
  });

  test("is refused before it is approved and once it runs", async () => {
    const [waiting, ran] = [await bench.propose(), await bench.approved()];
    await bench.workUntilIdle();
    for (const repair of [waiting, ran]) expect(await bench.refusalOf(revoke(repair))).toMatchObject({ status: 409 });
  });

  test("and the start of the action never both succeed", async () => {
    for (let round = 0; round < 10; round += 1) {
      const repair = await bench.approved();
      const [revoked] = await Promise.all([revoke(repair).then(() => true, () => false), executeDueAction(bench.container, bench.worker())]);
      expect(bench.cluster.executed.includes(repair.action.id)).toBe(!revoked);
    }
  });
});

describe("an answer that was taken back twice", () => {
  test("cannot be repeated by a late copy of any of its keys", async () => {
    const repair = await bench.propose();
    for (const key of ["first", "second"]) {
      await bench.decide(repair, {}, key);
      await undo(repair);
    }
    for (const key of ["first", "second"]) expect(await bench.refusalOf(bench.decide(repair, {}, key))).toMatchObject({ status: 409, code: "conflict", current: { status: "pending" } });
    bench.pass(tunables.undoMs * 2);
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toEqual([]);
    expect((await bench.decide(repair, {}, "third")).status).toBe("approved");
  });
});

describe("a critical risk", () => {
  const yes = (repair: Repair, name: string, key = `key-${name}`, authenticatedAt?: Date, more = {}) => bench.decide(repair, { confirmName: nameOf(repair), ...more }, key, "commander", name, authenticatedAt);

  test("needs the name of its target typed, by a human", async () => {
    await hireCommanders("Ana");
    const repair = await bench.propose({ risk: "critical" });
    for (const confirmName of [undefined, "", "postgres"]) expect(await bench.refusalOf(yes(repair, "Ana", "k", undefined, { confirmName }))).toMatchObject({ status: 422, code: "unprocessable" });
    const machine = { ...bench.person(), actor: { kind: "token", id: "AWOOOI_API_TOKEN", name: "API token" } as const };
    const answer = decideApproval(machine, { id: repair.approvalId, role: "commander", idempotencyKey: "k", body: { decision: "approve", argsHash: repair.action.argsHash, confirmName: nameOf(repair) }, authenticatedAt: bench.now() });
    expect(await bench.refusalOf(answer)).toMatchObject({ status: 403, code: "step_up_required" });
    expect((await bench.approvalOf(repair))?.status).toBe("pending");
  });

  test("of a single commander needs a fresh sign-in and gives a minute to undo", async () => {
    await hireCommanders("Ana");
    const repair = await bench.propose({ risk: "critical" });
    const stale = new Date(bench.now().getTime() - tunables.stepUpMs - 1);
    expect(await bench.refusalOf(yes(repair, "Ana", "k", stale))).toMatchObject({ status: 403, code: "step_up_required" });
    const approval = await yes(repair, "Ana", "k", new Date(bench.now().getTime() - tunables.stepUpMs));
    expect(approval).toMatchObject({ status: "approved", executeAfter: new Date(bench.now().getTime() + tunables.criticalUndoMs).toISOString() });
    bench.pass(tunables.criticalUndoMs - 1);
    expect((await undo(repair)).status).toBe("pending");
  });

  test("of two commanders needs both, who mean the same; anyone's no is enough", async () => {
    await hireCommanders("Ana", "Bo");
    const repair = await bench.propose({ risk: "critical", call: scaleUp });
    const first = await yes(repair, "Ana");
    expect(first).toMatchObject({ status: "pending", firstApproval: { by: { name: "Ana" } }, action: { status: "proposed" } });
    expect(await yes(repair, "Ana"), "the same yes again").toMatchObject({ status: "pending" });
    expect(await bench.refusalOf(yes(repair, "Ana", "another-key"))).toMatchObject({ status: 409, code: "conflict" });
    expect(await bench.refusalOf(yes(repair, "Bo", "k", undefined, { argumentPins: { toReplicas: 3 } }))).toMatchObject({ status: 409, code: "conflict" });
    await bench.workUntilIdle();
    expect(bench.cluster.attempted).toEqual([]);
    expect(await yes(repair, "Bo")).toMatchObject({ status: "approved", decidedBy: { name: "Bo" }, firstApproval: { by: { name: "Ana" } } });
    expect(await bench.eventsOf(repair, "approval.decision_pending", "approval.decided")).toEqual(["approval.decision_pending", "approval.decided"]);
    await bench.workUntilIdle();
    expect(bench.cluster.executed).toEqual([repair.action.id]);
    const denied = await bench.propose({ risk: "critical" });
    await yes(denied, "Ana");
    expect(await bench.decide(denied, { decision: "deny" }, "no", "commander", "Bo")).toMatchObject({ status: "denied" });
  });

  test("does not count the first yes of somebody who is no commander any more", async () => {
    await hireCommanders("Ana", "Bo", "Cy");
    const repair = await bench.propose({ risk: "critical" });
    await yes(repair, "Ana");
    await bench.db().update(user).set({ role: "operator" }).where(eq(user.id, "usr_Ana"));
    expect(await yes(repair, "Bo")).toMatchObject({ status: "pending", firstApproval: { by: { name: "Bo" } }, action: { status: "proposed" } });
    expect(await yes(repair, "Cy")).toMatchObject({ status: "approved", firstApproval: { by: { name: "Bo" } } });
  });

  test("of two commanders is never approved by a crowd of one", async () => {
    await hireCommanders("Ana", "Bo");
    const repair = await bench.propose({ risk: "critical" });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => yes(repair, "Ana", `key-${index}`)));
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    expect(await bench.approvalOf(repair)).toMatchObject({ status: "pending", firstApproval: { by: { name: "Ana" } } });
  });
});

describe("the state machines of approval and action", () => {
  type Doing = "approve" | "deny" | "undo" | "revoke" | "extend" | "remind" | "expire" | "work" | "drift" | "wait" | "wait long";
  const doings: readonly Doing[] = ["approve", "deny", "undo", "revoke", "extend", "remind", "expire", "work", "drift", "wait", "wait long"];

  test("agree after any sequence of what people, workers and time do, and nothing runs twice or unapproved", async () => {
    const act = async (repair: Repair, doing: Doing, round: number): Promise<unknown> => {
      switch (doing) {
        case "approve":
        case "deny":
          return bench.decide(repair, { decision: doing }, `key-${round}`);
        case "undo":
          return undo(repair);
        case "revoke":
          return revoke(repair);
        case "extend":
          return extend(repair, new Date(bench.now().getTime() + ttlMs));
        case "remind":
          return remindApprovals(bench.worker());
        case "expire":
          return expireApprovals(bench.worker());
        case "work":
          return executeDueAction(bench.container, bench.worker());
        case "drift":
          return bench.cluster.change(nameOf(repair));
        case "wait":
          return bench.pass(tunables.undoMs);
        case "wait long":
          return bench.pass(ttlMs / 3);
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...doings), { minLength: 1, maxLength: 10 }), async (sequence) => {
        const repair = await bench.propose();
        for (const [round, doing] of sequence.entries()) {
          const error = await act(repair, doing, round).then(() => null, (thrown: unknown) => thrown);
          if (error !== null) expect(error).toBeInstanceOf(AppError);
          const [action, approval] = [await bench.actionOf(repair), await bench.approvalOf(repair)];
          const together = `${approval?.status}/${action.status}`;
          expect(["pending/proposed", "approved/approved", "approved/running", "approved/verifying", "denied/cancelled", "expired/cancelled", "revoked/cancelled", "superseded/cancelled"]).toContain(together);
          if (approval?.status === "approved" || approval?.status === "denied") expect(approval.decidedBy).not.toBeNull();
          if (approval?.status === "pending" || approval?.status === "expired") expect(approval.decidedBy).toBeNull();
        }
        const runs = bench.cluster.executed.filter((id) => id === repair.action.id).length;
        const action = await bench.actionOf(repair);
        expect(runs).toBe(action.status === "verifying" ? 1 : 0);
        const told = await bench.eventsOf(repair, "approval.decided", "approval.undone");
        expect(told.length - 2 * told.filter((type) => type === "approval.undone").length).toBe(["approved", "denied", "revoked", "superseded"].includes((await bench.approvalOf(repair))?.status ?? "") ? 1 : 0);
        await bench.db().delete(actions).where(eq(actions.id, repair.action.id));
        await bench.db().delete(approvals).where(eq(approvals.id, repair.approvalId));
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
