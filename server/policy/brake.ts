import { eq } from "drizzle-orm";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { automationBrake } from "./table";

/** The one row of what holds automation back. */
export const workspaceId = "workspace";

/** Whether the global brake is pulled. */
export async function isPaused(db: Database | Transaction): Promise<boolean> {
  const [row] = await db.select({ paused: automationBrake.paused }).from(automationBrake).where(eq(automationBrake.id, workspaceId));
  return row?.paused ?? false;
}

/** Whether it is pulled, held so until the transaction ends together with the operating mode: pulling it, or turning the mode down, waits, and then holds for all that comes later. */
export async function holdBrake(tx: Transaction): Promise<{ paused: boolean }> {
  await tx.insert(automationBrake).values({ id: workspaceId, paused: false }).onConflictDoNothing();
  const [row] = await tx.select({ paused: automationBrake.paused }).from(automationBrake).where(eq(automationBrake.id, workspaceId)).for("share");
  return { paused: row?.paused ?? true };
}

/** Pulls or releases the global brake; saying it twice changes nothing and leaves no second event. */
export async function setPaused(input: { ctx: Ctx; paused: boolean }): Promise<{ paused: boolean }> {
  const { ctx, paused } = input;
  await ctx.db.transaction(async (tx) => {
    await tx.insert(automationBrake).values({ id: workspaceId, paused: false }).onConflictDoNothing();
    const [row] = await tx.select().from(automationBrake).where(eq(automationBrake.id, workspaceId)).for("update");
    if (row?.paused === paused) return;
    await tx.update(automationBrake).set({ paused, changedAt: ctx.now() }).where(eq(automationBrake.id, workspaceId));
    await appendEvents(ctx, tx, [{ type: paused ? "automation.paused" : "automation.resumed", subject: { kind: "automation", id: workspaceId } }]);
  });
  await ctx.bus.announceEvents();
  return { paused };
}
