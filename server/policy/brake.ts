import { eq } from "drizzle-orm";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { automationBrake } from "./table";

const workspace = "workspace";

/** Whether the global brake is pulled. */
export async function isPaused(db: Database | Transaction): Promise<boolean> {
  const [row] = await db.select({ paused: automationBrake.paused }).from(automationBrake).where(eq(automationBrake.id, workspace));
  return row?.paused ?? false;
}

/** Pulls or releases the global brake; saying it twice changes nothing and leaves no second event. */
export async function setPaused(input: { ctx: Ctx; paused: boolean }): Promise<{ paused: boolean }> {
  const { ctx, paused } = input;
  await ctx.db.transaction(async (tx) => {
    await tx.insert(automationBrake).values({ id: workspace, paused: false }).onConflictDoNothing();
    const [row] = await tx.select().from(automationBrake).where(eq(automationBrake.id, workspace)).for("update");
    if (row?.paused === paused) return;
    await tx.update(automationBrake).set({ paused, changedAt: ctx.now() }).where(eq(automationBrake.id, workspace));
    await appendEvents(ctx, tx, [{ type: paused ? "automation.paused" : "automation.resumed", subject: { kind: "automation", id: workspace } }]);
  });
  await ctx.bus.announceEvents();
  return { paused };
}
