import { inArray, sql } from "drizzle-orm";
import { appendEvents, type NewEvent } from "../event/append";
import type { SilentAlert } from "../alert/silence";
import { entityName } from "@/lib/contracts/entity";
import type { Origin } from "@/lib/contracts/common";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { incidents } from "./table";

/** Takes alerts that their sender silently dropped out of the firing ones of their incidents, one event for each; returns the incidents. The alerts are ended already. */
export async function countOutSilent(ctx: Ctx, tx: Transaction, origin: Origin, ended: readonly SilentAlert[]): Promise<string[]> {
  const ids = [...new Set(ended.flatMap((alert) => alert.incidentId ?? []))].sort();
  if (ids.length === 0) return [];
  await tx.select({ id: incidents.id }).from(incidents).where(inArray(incidents.id, ids)).orderBy(incidents.id).for("update");
  await tx
    .update(incidents)
    .set({ firingCount: sql`(select count(*) from alerts where alerts.incident_id = ${incidents.id} and alerts.status = 'firing')`, version: sql`${incidents.version} + 1`, updatedAt: ctx.now() })
    .where(inArray(incidents.id, ids));
  const facts = ended.flatMap((alert): NewEvent[] =>
    alert.incidentId === null
      ? []
      : [{ type: "alert.ended", subject: { kind: "alert", id: alert.id }, incidentId: alert.incidentId, origin, statement: { code: "sender_silent", params: { name: alert.name, entity: alert.entityKey === null ? "-" : entityName(alert.entityKey) } } }],
  );
  await appendEvents(ctx, tx, facts);
  return ids;
}
