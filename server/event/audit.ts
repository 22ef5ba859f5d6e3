import { and, desc, eq, gt, gte, isNotNull, lt, sql } from "drizzle-orm";
import type { AuditEvent } from "@/lib/contracts/audit";
import type { Actor, Origin } from "@/lib/contracts/common";
import type { Ctx } from "../platform/ctx";
import { pageOf } from "../platform/cursor";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { readChainHead, type EventRow } from "./read";
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

/** Whether only acts of people are meant, who have an index of their own. */
function isOfPerson({ actorKind, actorId = "" }: AuditFilter): boolean {
  return actorKind === undefined ? /^(usr|tok)_/.test(actorId) : actorKind === "human" || actorKind === "token";
}

/** The index of people's acts is used only by a query that names their kinds as the index does. */
function actedBy(filter: AuditFilter) {
  const { actorKind, actorId } = filter;
  return [
    isOfPerson(filter) ? sql`${events.actor} ->> 'kind' in ('human', 'token')` : undefined,
    actorKind === undefined ? undefined : sql`${events.actor} ->> 'kind' = ${actorKind}`,
    actorId === undefined ? undefined : sql`${events.actor} ->> 'id' = ${actorId}`,
  ];
}

/**
 * The place below which a page does not look, 0 when it may look everywhere. What has no index is looked for among a number of places,
 * however rare it is; to have every index would cost each event its share when it is sealed.
 */
async function floorOf(ctx: Ctx, filter: AuditFilter, from: number | undefined): Promise<number> {
  const { actorKind, actorId, subjectKind, subjectId, incidentId, origin, since, until } = filter;
  if (subjectId !== undefined || incidentId !== undefined || isOfPerson(filter)) return 0;
  if ([actorKind, actorId, subjectKind, origin, since, until].every((part) => part === undefined)) return 0;
  return Math.max(0, (from ?? (await readChainHead(ctx.db)) + 1) - 1 - tunables.auditScanPlaces);
}

/**
 * One page of the sealed log, newest first; a page never changes once it was read. It may hold fewer than the limit and still have a
 * cursor: then it looked as far as one page may, and the next goes on from there.
 * @throws {Rejected} 400 for a made-up cursor
 */
export async function listAudit(ctx: Ctx, input: AuditFilter & { limit: number; cursor?: string | undefined }): Promise<{ items: AuditEvent[]; nextCursor: string | null }> {
  const { type, subjectKind, subjectId, incidentId, origin, since, until } = input;
  const from = input.cursor === undefined ? undefined : seqOf(input.cursor);
  const floor = await floorOf(ctx, input, from);
  const rows = await ctx.db
    .select()
    .from(events)
    .where(
      and(
        floor === 0 ? isNotNull(events.chainSeq) : gt(events.chainSeq, floor),
        from === undefined ? undefined : lt(events.chainSeq, from),
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
  const { items, nextCursor } = pageOf(rows, input.limit, presentAuditEvent, (row) => String(row.chainSeq));
  return { items, nextCursor: nextCursor ?? (floor === 0 ? null : String(floor + 1)) };
}
