import { eq } from "drizzle-orm";
import type { MaintenanceWindow, MaintenanceWindowChange } from "@/lib/contracts/maintenance-window";
import { appendEvents, type NewEvent } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { presentWindow, type MaintenanceWindowRow } from "./read";
import { requireUsableTimes, stateAt } from "./rules";
import { maintenanceWindows } from "./table";

async function lockWindow(tx: Transaction, id: string): Promise<MaintenanceWindowRow> {
  const [row] = await tx.select().from(maintenanceWindows).where(eq(maintenanceWindows.id, id)).for("update");
  if (row === undefined) throw new Rejected("not_found", "There is no such maintenance window.");
  return row;
}

function factOf(row: MaintenanceWindowRow, step: "changed" | "deleted"): NewEvent {
  return { type: `maintenance_window.${step}`, subject: { kind: "maintenance_window", id: row.id }, origin: row.origin, statement: { code: `maintenance_window_${step}`, params: { name: row.name } } };
}

/**
 * Changes what is named of a window that has not ended, with one event.
 * @throws {Rejected} 404, 409 when it has ended or changed since the version the caller knows, 422 when the times make no window
 */
export async function changeWindow(ctx: Ctx, input: { id: string; body: MaintenanceWindowChange }): Promise<MaintenanceWindow> {
  const now = ctx.now();
  const changed = await ctx.db.transaction(async (tx) => {
    const before = await lockWindow(tx, input.id);
    const current = presentWindow(before, now);
    if (stateAt(before, now) === "ended") throw new Rejected("already_settled", "This window has ended; make a new one.", { current });
    const { version, startsAt, endsAt, ...named } = input.body;
    if (version !== before.version) throw new Rejected("conflict", "The window changed since you read it.", { current });
    const times = { startsAt: startsAt === undefined ? before.startsAt : new Date(startsAt), endsAt: endsAt === undefined ? before.endsAt : new Date(endsAt) };
    requireUsableTimes(times, now);
    const [row] = await tx
      .update(maintenanceWindows)
      .set({ ...named, ...times, version: before.version + 1, updatedAt: now })
      .where(eq(maintenanceWindows.id, input.id))
      .returning();
    if (row === undefined) throw new Error(`maintenance window ${input.id} went although it was locked`);
    await appendEvents(ctx, tx, [factOf(row, "changed")]);
    return row;
  });
  await ctx.bus.announceEvents();
  return presentWindow(changed, now);
}

/** Takes a window away and returns it as it last was; the log keeps that it was there. @throws {Rejected} 404, also on the second call */
export async function deleteWindow(ctx: Ctx, input: { id: string }): Promise<MaintenanceWindow> {
  const gone = await ctx.db.transaction(async (tx) => {
    const row = await lockWindow(tx, input.id);
    await tx.delete(maintenanceWindows).where(eq(maintenanceWindows.id, row.id));
    await appendEvents(ctx, tx, [factOf(row, "deleted")]);
    return row;
  });
  await ctx.bus.announceEvents();
  return presentWindow(gone, ctx.now());
}
