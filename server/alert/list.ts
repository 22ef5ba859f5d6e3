import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { parseEntityKey } from "@/lib/contracts/entity";
import type { Alert, AlertSource } from "@/lib/contracts/signal";
import { pageOf } from "../platform/cursor";
import type { Database } from "../platform/db/client";
import { alerts } from "./table";

type AlertRow = typeof alerts.$inferSelect;

/** A stored alert in the words of the contract. */
export function presentAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    origin: row.origin,
    source: row.source,
    fingerprint: row.fingerprint,
    status: row.status,
    severity: row.severity,
    entity: row.entityKey === null ? null : parseEntityKey(row.entityKey),
    incidentId: row.incidentId,
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

export interface AlertFilter {
  readonly origin?: Origin | undefined;
  readonly source?: AlertSource | undefined;
  readonly status?: Alert["status"] | undefined;
  /** `entityKey` of the entity. */
  readonly entity?: string | undefined;
}

/** One page of alerts as they stand, the one first seen last comes first; each filter by itself has an index in that order. */
export async function listAlerts(db: Database, input: AlertFilter & { limit: number; cursor?: string | undefined }): Promise<{ items: Alert[]; nextCursor: string | null }> {
  const rows = await db
    .select()
    .from(alerts)
    .where(
      and(
        input.origin === undefined ? undefined : eq(alerts.origin, input.origin),
        input.source === undefined ? undefined : eq(alerts.source, input.source),
        // As the partial index says it: a parameter would not be known to match when the plan is made.
        input.status === undefined ? undefined : input.status === "firing" ? sql`${alerts.status} = 'firing'` : sql`${alerts.status} = 'resolved'`,
        input.entity === undefined ? undefined : eq(alerts.entityKey, input.entity),
        input.cursor === undefined ? undefined : lt(alerts.id, input.cursor),
      ),
    )
    .orderBy(desc(alerts.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, presentAlert, (row) => row.id);
}
