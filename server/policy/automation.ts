import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Automation, AutomationFault, OperatingMode } from "@/lib/contracts/automation";
import type { Origin } from "@/lib/contracts/common";
import { appendEvents } from "../event/append";
import { sealEvents } from "../event/seal";
import { events } from "../event/table";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import { workspaceId } from "./brake";
import { automationBrake } from "./table";

const ago = (ms: number) => sql`now() - make_interval(secs => ${ms / 1000})`;

/** The operating mode of an origin: the commander's word, else the configured one. The range is what it is configured to. */
export async function readMode(db: Database | Transaction, origin: Origin, configured: OperatingMode): Promise<OperatingMode> {
  if (origin === "range") return configured;
  const [row] = await db.select({ mode: automationBrake.mode }).from(automationBrake).where(eq(automationBrake.id, workspaceId));
  return row?.mode ?? configured;
}

/** Sets the operating mode of the live workspace; saying it twice leaves no second event. */
export async function setMode(ctx: Ctx, input: { mode: OperatingMode; configured: OperatingMode }): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx.insert(automationBrake).values({ id: workspaceId, paused: false }).onConflictDoNothing();
    const [row] = await tx.select().from(automationBrake).where(eq(automationBrake.id, workspaceId)).for("update");
    const from = row?.mode ?? input.configured;
    if (row?.mode === input.mode) return;
    await tx.update(automationBrake).set({ mode: input.mode, changedAt: ctx.now() }).where(eq(automationBrake.id, workspaceId));
    if (from !== input.mode) await appendEvents(ctx, tx, [{ type: "automation.mode_changed", subject: { kind: "automation", id: workspaceId }, origin: "live", statement: { code: "mode_changed", params: { mode: input.mode, previous: from } } }]);
  });
  await ctx.bus.announceEvents();
}

/** Whether committed events wait for their place in the chain for so long that nobody seals them. */
async function auditLogStalls(db: Database | Transaction): Promise<boolean> {
  const [waiting] = await db.select({ id: events.id }).from(events).where(and(isNull(events.chainSeq), lt(events.at, ago(tunables.auditStallMs)))).limit(1);
  return waiting !== undefined;
}

/** What stops automation before anything starts: an audit log that does not take what happens. Seals first, so that only a log that cannot be sealed counts. */
export async function findAuditFault(db: Database): Promise<AutomationFault | null> {
  if (!(await auditLogStalls(db))) return null;
  // A sealer takes one batch at a time; only a log that none of it leaves stands still.
  return (await sealEvents(db)) > 0 ? null : (await auditLogStalls(db)) ? "audit_log" : null;
}

/** Notes that a worker got through the breakers, every few seconds at most. */
export async function noteBreakersReached(db: Database | Transaction): Promise<void> {
  await db
    .insert(automationBrake)
    .values({ id: workspaceId, paused: false, checkedAt: sql`now()` })
    .onConflictDoUpdate({ target: automationBrake.id, set: { checkedAt: sql`now()` }, setWhere: or(isNull(automationBrake.checkedAt), lt(automationBrake.checkedAt, ago(tunables.breakerNoteEveryMs))) });
}

/** What stops automation although nobody pulled the brake; null while all it depends on answers, and before any worker ever looked. */
export async function readAutomationFault(db: Database): Promise<AutomationFault | null> {
  const [row] = await db.select({ silent: sql<boolean>`${automationBrake.checkedAt} < ${ago(tunables.breakerSilentMs)}` }).from(automationBrake).where(eq(automationBrake.id, workspaceId));
  if (row?.silent === true) return "breaker";
  return (await auditLogStalls(db)) ? "audit_log" : null;
}

/** What lets automation run in the live origin. */
export async function readAutomation(ctx: Ctx, configured: OperatingMode): Promise<Automation> {
  const [row] = await ctx.db.select().from(automationBrake).where(eq(automationBrake.id, workspaceId));
  return { mode: row?.mode ?? configured, paused: row?.paused ?? false, fault: await readAutomationFault(ctx.db) };
}
