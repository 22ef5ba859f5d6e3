import { asc, eq } from "drizzle-orm";
import type { IncidentDetail, TimelineEvent } from "@/lib/contracts/incident";
import { presentAction } from "../action/present";
import { actions } from "../action/table";
import { presentDecision, readStandingDecision } from "../decision/record";
import { presentAlert } from "../alert/list";
import { readIncidentEvents, type EventRow } from "../event/read";
import { sealEvents } from "../event/seal";
import { findIncident, presentIncident, readIncidentAlerts } from "../incident/read";
import type { Ctx } from "../platform/ctx";
import { pageOf } from "../platform/cursor";
import { Rejected } from "../platform/errors";
import { approvals } from "../approval/table";

/** An incident with all that hangs on it. @throws {Rejected} 404 */
export async function readIncidentDetail(ctx: Ctx, input: { id: string }): Promise<IncidentDetail> {
  const incident = await findIncident(ctx.db, input.id);
  if (incident === null) throw new Rejected("not_found", "There is no such incident.");
  const [alertRows, decision, actionRows, approvalRows] = await Promise.all([
    readIncidentAlerts(ctx.db, incident.id),
    readStandingDecision(ctx.db, incident.id),
    ctx.db.select().from(actions).where(eq(actions.incidentId, incident.id)).orderBy(asc(actions.id)),
    ctx.db.select({ id: approvals.id }).from(approvals).where(eq(approvals.incidentId, incident.id)).orderBy(asc(approvals.id)),
  ]);
  return {
    ...presentIncident(incident),
    alerts: alertRows.map(presentAlert),
    decision: decision === null ? null : presentDecision(decision),
    actions: actionRows.map(presentAction),
    approvalIds: approvalRows.map((row) => row.id),
  };
}

function presentEvent(row: EventRow): TimelineEvent {
  return { id: row.id, type: row.type, at: row.at.toISOString(), actor: row.actor, channel: row.channel, subject: { kind: row.subjectKind, id: row.subjectId }, statement: row.statement };
}

/** One page of what happened to an incident, oldest first, in the order of the log; what was committed before the call is on it. @throws {Rejected} 404 */
export async function readTimeline(ctx: Ctx, input: { id: string; limit: number; cursor?: number | undefined }): Promise<{ items: TimelineEvent[]; nextCursor: string | null }> {
  if ((await findIncident(ctx.db, input.id)) === null) throw new Rejected("not_found", "There is no such incident.");
  await sealEvents(ctx.db);
  const rows = await readIncidentEvents(ctx.db, { incidentId: input.id, afterChainSeq: input.cursor ?? 0, limit: input.limit + 1 });
  return pageOf(rows, input.limit, presentEvent, (row) => String(row.chainSeq));
}
