import { and, desc, eq, gt, lte, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { EntityRef } from "@/lib/contracts/entity";
import type { MaintenanceWindow } from "@/lib/contracts/maintenance-window";
import type { Ctx } from "../platform/ctx";
import { decodeCursor, encodeCursor, pageOf } from "../platform/cursor";
import type { Database, Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { covers, stateAt } from "./rules";
import { maintenanceWindows } from "./table";

export type MaintenanceWindowRow = typeof maintenanceWindows.$inferSelect;

/** A stored window in the words of the contract, as it stands at a moment. */
export function presentWindow(row: MaintenanceWindowRow, at: Date): MaintenanceWindow {
  return {
    id: row.id,
    version: row.version,
    origin: row.origin,
    name: row.name,
    scope: row.scope,
    reason: row.reason,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    state: stateAt(row, at),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The window in force at a moment that covers an entity (null: what no entity is known of), or null; of several the one that ends last. Policy must not act by itself while there is one. */
export async function readActiveWindow(db: Database | Transaction, input: { origin: Origin; entityRef: EntityRef | null; at: Date }): Promise<{ id: string; name: string; endsAt: Date } | null> {
  const inForce = await db
    .select({ id: maintenanceWindows.id, name: maintenanceWindows.name, scope: maintenanceWindows.scope, endsAt: maintenanceWindows.endsAt })
    .from(maintenanceWindows)
    .where(and(eq(maintenanceWindows.origin, input.origin), lte(maintenanceWindows.startsAt, input.at), gt(maintenanceWindows.endsAt, input.at)))
    .orderBy(desc(maintenanceWindows.endsAt), desc(maintenanceWindows.id));
  const found = inForce.find((window) => covers(window.scope, input.entityRef));
  return found === undefined ? null : { id: found.id, name: found.name, endsAt: found.endsAt };
}

/** One window. @throws {Rejected} 404 */
export async function getWindow(ctx: Ctx, input: { id: string }): Promise<MaintenanceWindow> {
  const [row] = await ctx.db.select().from(maintenanceWindows).where(eq(maintenanceWindows.id, input.id));
  if (row === undefined) throw new Rejected("not_found", "There is no such maintenance window.");
  return presentWindow(row, ctx.now());
}

/** One page of windows, the latest start first. */
export async function listWindows(ctx: Ctx, input: { origin?: Origin | undefined; limit: number; cursor?: string | undefined }): Promise<{ items: MaintenanceWindow[]; nextCursor: string | null }> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const rows = await ctx.db
    .select()
    .from(maintenanceWindows)
    .where(
      and(
        input.origin === undefined ? undefined : eq(maintenanceWindows.origin, input.origin),
        after === null ? undefined : sql`(${maintenanceWindows.startsAt}, ${maintenanceWindows.id}) < (${after.at.toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(maintenanceWindows.startsAt), desc(maintenanceWindows.id))
    .limit(input.limit + 1);
  const now = ctx.now();
  return pageOf(rows, input.limit, (row) => presentWindow(row, now), (row) => encodeCursor(row.startsAt, row.id));
}
