import { and, eq, sql } from "drizzle-orm";
import type { Statement } from "@/lib/contracts/common";
import type { IncidentStatus } from "@/lib/contracts/incident";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { isSettled, mayBecome } from "./rules";
import { incidents } from "./table";

export type IncidentRow = typeof incidents.$inferSelect;

/** What else changes together with a status. */
export type IncidentPatch = Partial<Pick<IncidentRow, "entity" | "entityKey" | "diagnoseAt" | "settledBy" | "actionable" | "humanTouched" | "verified" | "reopenedCount" | "acknowledgedAt" | "acknowledgedBy" | "reclassifiedAs" | "leaseToken" | "leaseUntil">>;

/** Locks an incident until the transaction ends, so that two writers take turns. */
export async function lockIncident(tx: Transaction, id: string): Promise<IncidentRow | null> {
  const [row] = await tx.select().from(incidents).where(eq(incidents.id, id)).for("update");
  return row ?? null;
}

/**
 * Moves a locked incident to a status with exactly one event; does nothing when it is there already.
 * @throws {Error} when the life cycle forbids the step: a fault of ours, never of a caller
 */
export async function moveIncident(ctx: Ctx, tx: Transaction, incident: IncidentRow, to: IncidentStatus, patch: IncidentPatch = {}, statement?: Statement): Promise<IncidentRow> {
  if (incident.status !== to && !mayBecome(incident.status, to)) throw new Error(`incident ${incident.id} cannot go from ${incident.status} to ${to}`);
  const now = ctx.now();
  const [row] = await tx
    .update(incidents)
    .set({ ...patch, status: to, version: sql`${incidents.version} + 1`, updatedAt: now, settledAt: isSettled(to) ? (incident.settledAt ?? now) : null })
    .where(and(eq(incidents.id, incident.id), eq(incidents.status, incident.status)))
    .returning();
  if (row === undefined) throw new Error(`incident ${incident.id} moved although it was locked`);
  if (incident.status !== to) {
    await appendEvents(ctx, tx, [
      {
        type: to === "resolved" ? "incident.resolved" : to === "reopened" ? "incident.reopened" : "incident.status_changed",
        subject: { kind: "incident", id: incident.id },
        incidentId: incident.id,
        origin: incident.origin,
        statement: statement ?? { code: `incident_${to}`, params: { from: incident.status } },
      },
    ]);
  }
  return row;
}
