import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Statement } from "@/lib/contracts/common";
import { appendEvents, type NewEvent } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import type { IncidentRow } from "./change";
import { incidents } from "./table";

/** Locks those of the incidents in which nothing fires and that are not settled, in the order of their ids. */
export function lockQuietIncidents(tx: Transaction, ids: readonly string[]): Promise<IncidentRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return tx.select().from(incidents).where(and(inArray(incidents.id, [...ids]), isNull(incidents.settledAt), eq(incidents.firingCount, 0))).orderBy(incidents.id).for("update");
}

/** Incidents with an alert that was last listed in a group which hides others: those may fire. */
async function readHidingIncidents(tx: Transaction, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await tx.execute<{ id: string; hidden: number }>(sql`
    select alerts.incident_id as id, max(hidden_count)::int as hidden from truncated_groups
    join alerts on alerts.origin = truncated_groups.origin and alerts.source = truncated_groups.source and alerts.truncated_group = truncated_groups.group_hash
    join jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as wanted(wanted) on alerts.incident_id = wanted group by 1`);
  return new Map(rows.map((row) => [row.id, row.hidden]));
}

/**
 * Leaves open what only looks calm, with the reason on the timeline, and returns the rest: an incident whose alerts come and go
 * until they have been quiet for a while, and one whose sender hides alerts of the same group, which may still fire.
 */
export async function holdUncertain(ctx: Ctx, tx: Transaction, quiet: readonly IncidentRow[]): Promise<IncidentRow[]> {
  const hiding = quiet.length === 0 ? new Map<string, number>() : await readHidingIncidents(tx, quiet.map((row) => row.id));
  const facts: NewEvent[] = [];
  const certain: IncidentRow[] = [];
  for (const row of quiet) {
    const hidden = hiding.get(row.id);
    const reason = hidden !== undefined ? "hidden_alerts" : row.flappingUntil !== null && row.flappingUntil > ctx.now() ? "flapping" : null;
    if (reason === null) certain.push(row);
    if (reason === null || row.settlingHeld === reason) continue;
    await tx.update(incidents).set({ settlingHeld: reason, version: sql`${incidents.version} + 1`, updatedAt: ctx.now() }).where(eq(incidents.id, row.id));
    facts.push({ type: "incident.settling_held", subject: { kind: "incident", id: row.id }, incidentId: row.id, origin: row.origin, statement: hidden === undefined ? { code: "held_flapping", params: {} } : { code: "held_hidden_alerts", params: { hidden } } });
  }
  await appendEvents(ctx, tx, facts);
  return certain;
}

/** Settles locked incidents whose alerts all ended, as their source's doing unless a human had a hand in it. One event each. */
export async function settleBySource(ctx: Ctx, tx: Transaction, quiet: readonly IncidentRow[], statement?: Statement): Promise<void> {
  if (quiet.length === 0) return;
  const now = ctx.now();
  await tx
    .update(incidents)
    .set({
      status: "resolved",
      version: sql`${incidents.version} + 1`,
      updatedAt: now,
      settledAt: now,
      settledBy: sql`case when ${incidents.humanTouched} then 'human' else 'source' end`,
      settlingHeld: null,
      flappingUntil: null,
      diagnoseAt: null,
      leaseToken: null,
      leaseUntil: null,
    })
    .where(inArray(incidents.id, quiet.map((row) => row.id)));
  await appendEvents(ctx, tx, quiet.map((row): NewEvent => ({ type: "incident.resolved", subject: { kind: "incident", id: row.id }, incidentId: row.id, origin: row.origin, statement: statement ?? { code: "incident_resolved", params: { from: row.status } } })));
}

/** Incidents in which nothing fires, held open when they were last looked at. */
export async function readHeldIncidentIds(db: Database, limit: number): Promise<string[]> {
  const rows = await db.select({ id: incidents.id }).from(incidents).where(and(isNotNull(incidents.settlingHeld), isNull(incidents.settledAt), eq(incidents.firingCount, 0))).limit(limit);
  return rows.map((row) => row.id);
}
