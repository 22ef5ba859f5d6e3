import { asc, eq, sql } from "drizzle-orm";
import type { Incident } from "@/lib/contracts/incident";
import { alerts } from "../alert/table";
import type { Database } from "../platform/db/client";
import type { IncidentRow } from "./change";
import { incidents } from "./table";

/** A stored incident in the words of the contract. */
export function presentIncident(row: IncidentRow): Incident {
  return {
    id: row.id,
    version: row.version,
    origin: row.origin,
    status: row.status,
    severity: row.severity,
    title: row.title,
    entity: row.entity,
    alertCount: row.alertCount,
    firingCount: row.firingCount,
    openedAt: row.openedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
    settledBy: row.settledBy,
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy: row.acknowledgedBy,
    reclassifiedAs: row.reclassifiedAs,
    reopenedCount: row.reopenedCount,
    mergedInto: row.mergedInto,
    splitFrom: row.splitFrom,
    seeded: row.seeded,
  };
}

/** One incident, or null. */
export async function findIncident(db: Database, id: string): Promise<IncidentRow | null> {
  const [row] = await db.select().from(incidents).where(eq(incidents.id, id));
  return row ?? null;
}

/**
 * The alerts of an incident with the reason each belongs to it; at most 200: firing ones first, and of every entity its oldest
 * before the second of any, so that a storm hides no entity.
 */
export async function readIncidentAlerts(db: Database, incidentId: string): Promise<(typeof alerts.$inferSelect)[]> {
  const turn = sql`row_number() over (partition by ${alerts.status}, ${alerts.entityKey} order by ${alerts.startsAt}, ${alerts.id})`;
  return db.select().from(alerts).where(eq(alerts.incidentId, incidentId)).orderBy(asc(alerts.status), turn, asc(alerts.startsAt), asc(alerts.id)).limit(200);
}
