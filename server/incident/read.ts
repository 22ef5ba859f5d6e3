import { and, asc, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { Incident } from "@/lib/contracts/incident";
import type { Alert } from "@/lib/contracts/signal";
import { alerts } from "../alert/table";
import { decodeCursor, encodeCursor, pageOf } from "../platform/cursor";
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
    reopenedCount: row.reopenedCount,
    seeded: row.seeded,
  };
}

/** One page of incidents, newest first. */
export async function listIncidents(db: Database, input: { origin?: Origin | undefined; settled?: boolean | undefined; limit: number; cursor?: string | undefined }): Promise<{ items: Incident[]; nextCursor: string | null }> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const rows = await db
    .select()
    .from(incidents)
    .where(
      and(
        input.origin === undefined ? undefined : eq(incidents.origin, input.origin),
        input.settled === undefined ? undefined : input.settled ? isNotNull(incidents.settledAt) : isNull(incidents.settledAt),
        after === null ? undefined : sql`(${incidents.openedAt}, ${incidents.id}) < (${after.at.toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(incidents.openedAt), desc(incidents.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, presentIncident, (row) => encodeCursor(row.openedAt, row.id));
}

/** One incident, or null. */
export async function findIncident(db: Database, id: string): Promise<IncidentRow | null> {
  const [row] = await db.select().from(incidents).where(eq(incidents.id, id));
  return row ?? null;
}

/** The alerts of an incident with the reason each belongs to it, firing ones first, then the oldest; at most 200. */
export async function readIncidentAlerts(db: Database, incidentId: string): Promise<(typeof alerts.$inferSelect)[]> {
  return db.select().from(alerts).where(eq(alerts.incidentId, incidentId)).orderBy(asc(alerts.status), asc(alerts.startsAt), asc(alerts.id)).limit(200);
}

/** A stored alert in the words of the contract. */
export function presentAlert(row: typeof alerts.$inferSelect): Alert {
  return {
    id: row.id,
    source: row.source,
    fingerprint: row.fingerprint,
    status: row.status,
    name: row.name,
    summary: row.summary,
    labels: row.labels,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
    lastSeenAt: row.lastSeenAt.toISOString(),
    receivedCount: row.receivedCount,
    url: row.url,
    joinReason: { code: row.joinCode ?? "opened_incident", params: row.joinParams ?? {} },
  };
}
