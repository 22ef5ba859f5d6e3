import { readActiveWindow } from "../maintenance-window/read";
import type { Database, Transaction } from "../platform/db/client";
import type { IncidentRow } from "./change";

/** Whether people may be reminded of an incident at a moment: no longer once somebody has it in sight or it is settled, and not while a maintenance window covers it. */
export async function mayRemind(db: Database | Transaction, incident: Pick<IncidentRow, "origin" | "entity" | "acknowledgedAt" | "settledAt">, at: Date): Promise<boolean> {
  if (incident.acknowledgedAt !== null || incident.settledAt !== null) return false;
  return (await readActiveWindow(db, { origin: incident.origin, entityRef: incident.entity, at })) === null;
}
