import { randomUUID } from "node:crypto";
import { and, asc, count, eq, inArray, isNull, lt, lte, or, sql } from "drizzle-orm";
import { lockIncident, moveIncident } from "../incident/change";
import type { Ctx } from "../platform/ctx";
import { Fenced } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { isPaused } from "../policy/brake";
import { lockAction, moveAction, type ActionRow } from "./change";
import { actions } from "./table";

const executionLock = 7_240_591_837;
const leaseEnd = sql`now() + make_interval(secs => ${tunables.leaseMs / 1000})`;

/** An action in this process's hands; only the holder of `leaseToken` may write what became of it. */
export interface ActionClaim {
  readonly action: ActionRow;
  readonly leaseToken: string;
}

/**
 * Claims the approved action that is due most and sets it running. An automatic one waits while the brake is pulled or enough
 * automatic ones run; the check and the claim are one transaction under one lock, so two workers cannot both pass it.
 */
export async function claimApprovedAction(ctx: Ctx): Promise<ActionClaim | null> {
  const leaseToken = randomUUID();
  const claimed = await ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${executionLock})`);
    const [busy] = await tx.select({ n: count() }).from(actions).where(and(eq(actions.automatic, true), inArray(actions.status, ["running", "verifying"])));
    const automaticMayStart = !(await isPaused(tx)) && (busy?.n ?? 0) < tunables.maxConcurrentActions;
    const [due] = await tx
      .select({ id: actions.id, incidentId: actions.incidentId })
      .from(actions)
      .where(and(eq(actions.status, "approved"), lte(actions.executeAfter, ctx.now()), automaticMayStart ? undefined : eq(actions.automatic, false)))
      .orderBy(asc(actions.executeAfter))
      .limit(1);
    if (due === undefined) return null;
    const incident = await lockIncident(tx, due.incidentId);
    const action = await lockAction(tx, due.id);
    if (incident === null || action?.status !== "approved") return null;
    if (incident.status !== "acting") await moveIncident(ctx, tx, incident, "acting");
    const running = await moveAction(ctx, tx, action, "running", { startedAt: ctx.now(), leaseToken });
    await tx.update(actions).set({ leaseUntil: leaseEnd }).where(eq(actions.id, action.id));
    return running;
  });
  if (claimed !== null) await ctx.bus.announceEvents();
  return claimed === null ? null : { action: claimed, leaseToken };
}

/** Writes "may have run" before the side effect. From here on nobody may repeat it. @throws {Fenced} when the claim is lost */
export async function markMayHaveRun(ctx: Ctx, claim: ActionClaim): Promise<void> {
  const rows = await ctx.db
    .update(actions)
    .set({ mayHaveRunAt: ctx.now(), leaseUntil: leaseEnd })
    .where(and(eq(actions.id, claim.action.id), eq(actions.status, "running"), eq(actions.leaseToken, claim.leaseToken), isNull(actions.mayHaveRunAt)))
    .returning({ id: actions.id });
  if (rows.length === 0) throw new Fenced(claim.action.id);
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

/** Takes over an action whose holder fell silent, in the given status; null when there is none. */
export async function claimLapsedAction(ctx: Ctx, status: "running" | "verifying"): Promise<ActionClaim | null> {
  const leaseToken = randomUUID();
  const lapsed = ctx.db
    .select({ id: actions.id })
    .from(actions)
    .where(and(eq(actions.status, status), or(isNull(actions.leaseUntil), lt(actions.leaseUntil, sql`now()`))))
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
