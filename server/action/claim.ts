import { randomUUID } from "node:crypto";
import { and, asc, eq, isNull, lt, lte, notInArray, or, sql } from "drizzle-orm";
import type { OperatingMode } from "@/lib/contracts/automation";
import type { Origin } from "@/lib/contracts/common";
import type { Restore } from "../executors/port";
import { lockIncident, moveIncident } from "../incident/change";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Fenced } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { findAuditFault, noteBreakersReached, readMode } from "../policy/automation";
import { holdBrake } from "../policy/brake";
import { lockAction, moveAction, type ActionRow } from "./change";
import { judgeAgain, type Verdict } from "./judge-again";
import { actions } from "./table";

const executionLock = 7_240_591_837;
const leaseEnd = sql`now() + make_interval(secs => ${tunables.leaseMs / 1000})`;

/** An action in this process's hands; only the holder of `leaseToken` may write what became of it. */
export interface ActionClaim {
  readonly action: ActionRow;
  readonly leaseToken: string;
}

/** `voided`: an automatic action that policy no longer allows was withdrawn, and its incident is looked at again. */
export type Claiming = { readonly kind: "claimed"; readonly claim: ActionClaim } | { readonly kind: "voided" } | { readonly kind: "none" };

/** What a human approved comes first: it must not wait behind automatic ones that are held. */
async function findDue(tx: Transaction, now: Date, held: readonly string[], automaticMayStart: boolean): Promise<ActionRow | null> {
  const [due] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.status, "approved"), lte(actions.executeAfter, now), held.length === 0 ? undefined : notInArray(actions.id, [...held]), automaticMayStart ? undefined : eq(actions.automatic, false)))
    .orderBy(asc(actions.automatic), asc(actions.executeAfter))
    .limit(1);
  return due ?? null;
}

/** Starts or voids an action, if it still waits. The row was read without a lock, so that what is held locks nothing. */
async function begin(ctx: Ctx, tx: Transaction, seen: ActionRow, verdict: Exclude<Verdict, { kind: "hold" }>, now: Date): Promise<Claiming | "gone"> {
  const incident = await lockIncident(tx, seen.incidentId);
  const action = await lockAction(tx, seen.id);
  if (incident === null || action?.status !== "approved") return "gone";
  if (verdict.kind === "void") {
    await moveAction(ctx, tx, action, "cancelled", { finishedAt: now, outcome: { code: "forbidden", params: { rule: verdict.rule } } });
    await moveIncident(ctx, tx, incident, "investigating", { diagnoseAt: ctx.now() });
    return { kind: "voided" };
  }
  if (incident.status !== "acting") await moveIncident(ctx, tx, incident, "acting");
  const leaseToken = randomUUID();
  const running = await moveAction(ctx, tx, action, "running", { startedAt: now, leaseToken });
  await tx.update(actions).set({ leaseUntil: leaseEnd }).where(eq(actions.id, action.id));
  return { kind: "claimed", claim: { action: running, leaseToken } };
}

/**
 * Claims the approved action that is due most and sets it running. An automatic one is judged again with what is true now; the
 * breakers are counted and the claim is made in one transaction under one lock, so two workers cannot both pass them. Whatever of
 * this cannot be reached, nothing starts by itself: not without the lock, not without the audit log, not without the brake.
 */
export async function claimApprovedAction(ctx: Ctx, input: { modes: Readonly<Record<Origin, OperatingMode>> }): Promise<Claiming> {
  const automaticMayStart = (await findAuditFault(ctx.db)) === null;
  const result = await ctx.db.transaction(async (tx): Promise<Claiming> => {
    await tx.execute(sql`select pg_advisory_xact_lock(${executionLock})`);
    const now = await ctx.databaseNow(tx);
    const held: string[] = [];
    for (;;) {
      const due = await findDue(tx, now, held, automaticMayStart);
      if (due === null) break;
      const verdict: Verdict = due.automatic ? await judgeAgain(ctx, tx, { action: due, configuredMode: input.modes[due.origin], now }) : { kind: "start" };
      const begun = verdict.kind === "hold" ? "gone" : await begin(ctx, tx, due, verdict, now);
      if (begun !== "gone") return begun;
      held.push(due.id);
      if (held.length >= tunables.maxHeldLooks) break;
    }
    return { kind: "none" };
  });
  if (automaticMayStart) await noteBreakersReached(ctx.db);
  if (result.kind !== "none") await ctx.bus.announceEvents();
  return result;
}

/**
 * Writes "may have run" before the side effect, with how to take it back. From here on nobody may repeat it. Returns false, and
 * writes nothing, when the brake was pulled or the mode turned down meanwhile: whoever does either knows that no automatic action
 * passes this point any more, and none at all in a workspace that only observes.
 * @throws {Fenced} when the claim is lost
 */
export async function markMayHaveRun(ctx: Ctx, claim: ActionClaim, input: { readonly configuredMode: OperatingMode; readonly restore?: Restore | null }): Promise<boolean> {
  const { automatic, origin } = claim.action;
  return ctx.db.transaction(async (tx) => {
    const { paused } = await holdBrake(tx);
    const mode = await readMode(tx, origin, input.configuredMode);
    if (mode === "observe" || (automatic && (paused || mode !== "auto"))) return false;
    const rows = await tx
      .update(actions)
      .set({ mayHaveRunAt: await ctx.databaseNow(tx), restore: input.restore ?? null, leaseUntil: leaseEnd })
      .where(and(eq(actions.id, claim.action.id), eq(actions.status, "running"), eq(actions.leaseToken, claim.leaseToken), isNull(actions.mayHaveRunAt)))
      .returning({ id: actions.id });
    if (rows.length === 0) throw new Fenced(claim.action.id);
    return true;
  });
}

/** Keeps a claim alive while its work takes longer than a lease. @throws {Fenced} when it is lost */
export async function renewActionClaim(ctx: Ctx, claim: ActionClaim): Promise<void> {
  const rows = await ctx.db
    .update(actions)
    .set({ leaseUntil: leaseEnd })
    .where(and(eq(actions.id, claim.action.id), eq(actions.leaseToken, claim.leaseToken)))
    .returning({ id: actions.id });
  if (rows.length === 0) throw new Fenced(claim.action.id);
}

/** A playbook that was handed over waits for people, not for a worker. */
const inWorkersHands = or(isNull(actions.steps), isNull(actions.mayHaveRunAt));

/** Takes over an action whose holder fell silent, in the given status; null when there is none. */
export async function claimLapsedAction(ctx: Ctx, status: "running" | "verifying"): Promise<ActionClaim | null> {
  const leaseToken = randomUUID();
  const lapsed = ctx.db
    .select({ id: actions.id })
    .from(actions)
    .where(and(eq(actions.status, status), status === "running" ? inWorkersHands : undefined, or(isNull(actions.leaseUntil), lt(actions.leaseUntil, sql`now()`))))
    .orderBy(asc(actions.leaseUntil))
    .limit(1)
    .for("update", { skipLocked: true });
  const [action] = await ctx.db
    .update(actions)
    .set({ leaseToken, leaseUntil: leaseEnd })
    .where(eq(actions.id, sql`(${lapsed})`))
    .returning();
  return action === undefined ? null : { action, leaseToken };
}

/** Lets go of a verification until its next look. */
export async function scheduleNextLook(ctx: Ctx, claim: ActionClaim): Promise<void> {
  await ctx.db
    .update(actions)
    .set({ leaseUntil: sql`now() + make_interval(secs => ${tunables.verifyEveryMs / 1000})` })
    .where(and(eq(actions.id, claim.action.id), eq(actions.leaseToken, claim.leaseToken)));
}

/** Hands a playbook over to the people who tick its steps. @throws {Fenced} when the claim is lost */
export async function handOver(ctx: Ctx, claim: ActionClaim): Promise<void> {
  const rows = await ctx.db
    .update(actions)
    .set({ leaseToken: null, leaseUntil: null, version: sql`${actions.version} + 1` })
    .where(and(eq(actions.id, claim.action.id), eq(actions.status, "running"), eq(actions.leaseToken, claim.leaseToken)))
    .returning({ id: actions.id });
  if (rows.length === 0) throw new Fenced(claim.action.id);
}
