import { isDeepStrictEqual } from "node:util";
import { eq } from "drizzle-orm";
import type { MaintenanceWindow, NewMaintenanceWindow } from "@/lib/contracts/maintenance-window";
import { newId } from "@/lib/ids";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { presentWindow } from "./read";
import { requireUsableTimes } from "./rules";
import { maintenanceWindows } from "./table";

/**
 * Says when not to act. The same key of the same caller makes one window and one event, however often it is sent.
 * @throws {Rejected} 409 when the key already made another window, 422 when the times make no window
 */
export async function createWindow(ctx: Ctx, input: { idempotencyKey: string; body: NewMaintenanceWindow }): Promise<MaintenanceWindow> {
  const { startsAt, endsAt, ...body } = input.body;
  const now = ctx.now();
  const times = { startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
  const idempotencyKey = `${ctx.actor.kind}:${ctx.actor.id}:${input.idempotencyKey}`;
  const [earlier] = await ctx.db.select().from(maintenanceWindows).where(eq(maintenanceWindows.idempotencyKey, idempotencyKey));
  if (earlier === undefined) requireUsableTimes(times, now);
  const made = await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(maintenanceWindows)
      .values({ id: newId("maintenanceWindow"), ...body, ...times, createdBy: ctx.actor, createdAt: now, updatedAt: now, idempotencyKey })
      .onConflictDoNothing({ target: maintenanceWindows.idempotencyKey })
      .returning();
    if (row !== undefined) await appendEvents(ctx, tx, [{ type: "maintenance_window.created", subject: { kind: "maintenance_window", id: row.id }, origin: row.origin, statement: { code: "maintenance_window_created", params: { name: row.name } } }]);
    return row;
  });
  if (made !== undefined) {
    await ctx.bus.announceEvents();
    return presentWindow(made, now);
  }
  const [first] = await ctx.db.select().from(maintenanceWindows).where(eq(maintenanceWindows.idempotencyKey, idempotencyKey));
  if (first === undefined) throw new Rejected("conflict", "The window that this key made was taken away; choose another key.");
  const asked = { origin: body.origin, name: body.name, scope: body.scope, reason: body.reason, ...times };
  const same = first.version > 1 || isDeepStrictEqual(asked, { origin: first.origin, name: first.name, scope: first.scope, reason: first.reason, startsAt: first.startsAt, endsAt: first.endsAt });
  if (!same) throw new Rejected("conflict", "This key already made another window; choose another.", { current: presentWindow(first, now) });
  return presentWindow(first, now);
}
