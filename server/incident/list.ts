import { and, desc, eq, ilike, isNotNull, isNull, or, sql, type SQL } from "drizzle-orm";
import type { Origin, Severity } from "@/lib/contracts/common";
import type { Incident, IncidentStatus } from "@/lib/contracts/incident";
import { decodeCursor, encodeCursor, pageOf } from "../platform/cursor";
import type { Database } from "../platform/db/client";
import { presentIncident } from "./read";
import { isSettled } from "./rules";
import { incidents } from "./table";

export interface IncidentFilter {
  readonly origin?: Origin | undefined;
  readonly settled?: boolean | undefined;
  readonly status?: IncidentStatus | undefined;
  readonly severity?: Severity | undefined;
  /** `entityKey` of the entity. */
  readonly entity?: string | undefined;
  /** A part of the title or of the `entityKey`. */
  readonly text?: string | undefined;
}

/** The text as it stands somewhere in a title or an entity; signs that mean something to `like` are letters here. */
function contains(text: string): SQL | undefined {
  const part = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return or(ilike(incidents.title, part), ilike(incidents.entityKey, part));
}

/** A status together with what it implies, so that the index over the few unsettled or dismissed ones serves. */
function hasStatus(status: IncidentStatus): SQL | undefined {
  if (status === "dismissed") return sql`${incidents.status} = 'dismissed'`;
  return and(eq(incidents.status, status), isSettled(status) ? undefined : isNull(incidents.settledAt));
}

/** One page of incidents, newest first; each filter but `text` by itself has an index in that order. */
export async function listIncidents(db: Database, input: IncidentFilter & { limit: number; cursor?: string | undefined }): Promise<{ items: Incident[]; nextCursor: string | null }> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const rows = await db
    .select()
    .from(incidents)
    .where(
      and(
        input.origin === undefined ? undefined : eq(incidents.origin, input.origin),
        input.settled === undefined ? undefined : input.settled ? isNotNull(incidents.settledAt) : isNull(incidents.settledAt),
        input.status === undefined ? undefined : hasStatus(input.status),
        input.severity === undefined ? undefined : eq(incidents.severity, input.severity),
        input.entity === undefined ? undefined : eq(incidents.entityKey, input.entity),
        input.text === undefined ? undefined : contains(input.text),
        after === null ? undefined : sql`(${incidents.openedAt}, ${incidents.id}) < (${after.at.toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(incidents.openedAt), desc(incidents.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, presentIncident, (row) => encodeCursor(row.openedAt, row.id));
}
