import { and, eq, inArray, ne } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { ActionState } from "../incident/correlate/situation";
import type { Database, Transaction } from "../platform/db/client";
import { actions, isLive } from "./table";

/** How far the work on incidents has gone: a proposal waits, anything approved is under way. Incidents without either are left out. */
export async function readActionStates(tx: Transaction, incidentIds: readonly string[]): Promise<Map<string, ActionState>> {
  if (incidentIds.length === 0) return new Map();
  const rows = await tx
    .select({ incidentId: actions.incidentId, status: actions.status })
    .from(actions)
    .where(and(inArray(actions.incidentId, [...incidentIds]), isLive));
  return new Map(rows.map((row) => [row.incidentId, row.status === "proposed" ? "waiting" : "under_way"]));
}

/** Whether another incident's repair of the same target is proposed or under way: two at once would each work on what the other changes. */
export async function isUnderRepairElsewhere(db: Database, input: { origin: Origin; targetKey: string; incidentId: string }): Promise<boolean> {
  const [row] = await db
    .select({ id: actions.id })
    .from(actions)
    .where(and(eq(actions.origin, input.origin), eq(actions.targetKey, input.targetKey), isLive, ne(actions.incidentId, input.incidentId)))
    .limit(1);
  return row !== undefined;
}
