import { and, inArray } from "drizzle-orm";
import type { ActionState } from "../incident/correlate/situation";
import type { Transaction } from "../platform/db/client";
import { actions } from "./table";

/** How far the work on incidents has gone: a proposal waits, anything approved is under way. Incidents without either are left out. */
export async function readActionStates(tx: Transaction, incidentIds: readonly string[]): Promise<Map<string, ActionState>> {
  if (incidentIds.length === 0) return new Map();
  const rows = await tx
    .select({ incidentId: actions.incidentId, status: actions.status })
    .from(actions)
    .where(and(inArray(actions.incidentId, [...incidentIds]), inArray(actions.status, ["proposed", "approved", "running", "verifying"])));
  return new Map(rows.map((row) => [row.incidentId, row.status === "proposed" ? "waiting" : "under_way"]));
}
