import { and, desc, eq, ilike, isNotNull, isNull, or, sql, type SQL } from "drizzle-orm";
import type { Origin, Severity } from "@/lib/contracts/common";
import type { Incident, IncidentOutline, IncidentStatus } from "@/lib/contracts/incident";
import { outlinePageSize } from "@/lib/contracts/outline";
import { decodeCursor, encodeCursor, pageOf } from "../platform/cursor";
import type { Database } from "../platform/db/client";
import { tunables } from "../platform/tunables";
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

/** The rows that pass; each filter but `text` by itself has an index in the order of the list. */
function matching(input: IncidentFilter): SQL[] {
  return [
    input.origin === undefined ? undefined : eq(incidents.origin, input.origin),
    input.settled === undefined ? undefined : input.settled ? isNotNull(incidents.settledAt) : isNull(incidents.settledAt),
    input.status === undefined ? undefined : hasStatus(input.status),
    input.severity === undefined ? undefined : eq(incidents.severity, input.severity),
    input.entity === undefined ? undefined : eq(incidents.entityKey, input.entity),
    input.text === undefined ? undefined : contains(input.text),
  ].filter((condition) => condition !== undefined);
}

function beyond(cursor: string | undefined, operator: SQL): SQL | undefined {
  if (cursor === undefined) return undefined;
  const { at, id } = decodeCursor(cursor);
  return sql`(${incidents.openedAt}, ${incidents.id}) ${operator} (${at.toISOString()}::timestamptz, ${id})`;
}

/** One page of incidents, newest first: those after `cursor`, and with `through` none after that. */
export async function listIncidents(db: Database, input: IncidentFilter & { limit: number; cursor?: string | undefined; through?: string | undefined }): Promise<{ items: Incident[]; nextCursor: string | null }> {
  const rows = await db
    .select()
    .from(incidents)
    .where(and(...matching(input), beyond(input.cursor, sql`<`), beyond(input.through, sql`>=`)))
    .orderBy(desc(incidents.openedAt), desc(incidents.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, presentIncident, (row) => encodeCursor(row.openedAt, row.id));
}

/** How a list lies: its length and the cursor at the end of every page. Reads no more than an outline covers, in the order of an index. */
export async function outlineIncidents(db: Database, input: IncidentFilter): Promise<IncidentOutline> {
  const place = sql<number>`row_number() over (order by ${incidents.openedAt} desc, ${incidents.id} desc)`.mapWith(Number).as("place");
  const rows = db.$with("rows").as(
    db
      .select({ at: incidents.openedAt, id: incidents.id, place })
      .from(incidents)
      .where(and(...matching(input)))
      .orderBy(desc(incidents.openedAt), desc(incidents.id))
      .limit(tunables.outlineRows + 1),
  );
  const found = await db
    .with(rows)
    .select({ at: rows.at, id: rows.id, place: rows.place })
    .from(rows)
    .where(or(sql`${rows.place} % ${outlinePageSize} = 0`, sql`${rows.place} = (select count(*) from ${rows})`))
    .orderBy(rows.place);
  const read = found.at(-1)?.place ?? 0;
  return {
    total: Math.min(read, tunables.outlineRows),
    complete: read <= tunables.outlineRows,
    marks: found.filter((row) => row.place % outlinePageSize === 0 && row.place <= tunables.outlineRows).map((row) => encodeCursor(row.at, row.id)),
  };
}
