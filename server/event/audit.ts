import { and, desc, eq, gte, isNotNull, lt, sql } from "drizzle-orm";
import type { AuditEvent } from "@/lib/contracts/audit";
import type { Actor, Origin } from "@/lib/contracts/common";
import type { Ctx } from "../platform/ctx";
import { pageOf } from "../platform/cursor";
import { Rejected } from "../platform/errors";
import type { EventRow } from "./read";
import { events } from "./table";

/** What a page of the log may be narrowed to; absent parts do not narrow. */
export interface AuditFilter {
  readonly type?: string | undefined;
  readonly actorKind?: Actor["kind"] | undefined;
  readonly actorId?: string | undefined;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly incidentId?: string | undefined;
  readonly origin?: Origin | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function presentAuditEvent(row: EventRow): AuditEvent {
  const { id, type, actor, channel, origin, incidentId, statement } = row;
  return { seq: row.chainSeq ?? 0, id, type, at: row.at.toISOString(), actor, channel, origin, subject: { kind: row.subjectKind, id: row.subjectId }, incidentId, statement, hash: row.hash ?? "" };
}

function seqOf(cursor: string): number {
  const seq = Number(cursor);
  if (!Number.isSafeInteger(seq) || seq < 1) throw new Rejected("bad_request", "The cursor is not one of ours; start again without it.", { issues: [{ path: "cursor", message: "not a cursor of this list" }] });
  return seq;
}

/** The index of people's acts is used only by a query that names their kinds as the index does. */
function actedBy({ actorKind, actorId }: AuditFilter) {
  const isPerson = actorKind === "human" || actorKind === "token";
  return [
    isPerson ? sql`${events.actor} ->> 'kind' in ('human', 'token')` : undefined,
    actorKind === undefined ? undefined : sql`${events.actor} ->> 'kind' = ${actorKind}`,
    actorId === undefined ? undefined : sql`${events.actor} ->> 'id' = ${actorId}`,
  ];
}

/** One page of the sealed log, newest first; a page never changes once it was read. @throws {Rejected} 400 for a made-up cursor */
export async function listAudit(ctx: Ctx, input: AuditFilter & { limit: number; cursor?: string | undefined }): Promise<{ items: AuditEvent[]; nextCursor: string | null }> {
  const { type, subjectKind, subjectId, incidentId, origin, since, until, cursor } = input;
  const rows = await ctx.db
    .select()
    .from(events)
    .where(
      and(
        isNotNull(events.chainSeq),
        cursor === undefined ? undefined : lt(events.chainSeq, seqOf(cursor)),
        type === undefined ? undefined : eq(events.type, type),
        ...actedBy(input),
        subjectKind === undefined ? undefined : eq(events.subjectKind, subjectKind),
        subjectId === undefined ? undefined : eq(events.subjectId, subjectId),
        incidentId === undefined ? undefined : eq(events.incidentId, incidentId),
        origin === undefined ? undefined : eq(events.origin, origin),
        since === undefined ? undefined : gte(events.at, new Date(since)),
        until === undefined ? undefined : lt(events.at, new Date(until)),
      ),
    )
    .orderBy(desc(events.chainSeq))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, presentAuditEvent, (row) => String(row.chainSeq));
}
