import { asc, eq } from "drizzle-orm";
import { parseEntityKey } from "@/lib/contracts/entity";
import type { Incident, IncidentDetail, RelatedChange, TimelineEvent } from "@/lib/contracts/incident";
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
import { allowedLink, type LinkRules } from "../platform/links/allow";
import type { LinkRange } from "../platform/links/build";
import { tunables } from "../platform/tunables";
import { readRecentChanges, type RecentChange } from "../signal/changes";
import { approvals } from "../approval/table";
import { entityKeysOf, linksOf, withCitations } from "./incident-links";

/** The time a look into an incident covers: what led up to it, and until it was over. */
function rangeOf(incident: Incident, now: Date): LinkRange {
  const until = incident.settledAt === null ? now : new Date(Date.parse(incident.settledAt) + tunables.verifyWindowMs.range);
  return { from: new Date(Date.parse(incident.openedAt) - tunables.changeSuspicionMs), until };
}

function presentChange(change: RecentChange, rules: LinkRules): RelatedChange {
  return { id: change.id, kind: change.kind, entity: parseEntityKey(change.entityKey), at: change.at.toISOString(), source: change.source, excerpt: change.excerpt, url: allowedLink(rules, change.url) };
}

/** An incident with all that hangs on it. @throws {Rejected} 404 */
export async function readIncidentDetail(ctx: Ctx, input: { id: string; links: LinkRules }): Promise<IncidentDetail> {
  const found = await findIncident(ctx.db, input.id);
  if (found === null) throw new Rejected("not_found", "There is no such incident.");
  const [alertRows, decisionRow, actionRows, approvalRows] = await Promise.all([
    readIncidentAlerts(ctx.db, found.id),
    readStandingDecision(ctx.db, found.id),
    ctx.db.select().from(actions).where(eq(actions.incidentId, found.id)).orderBy(asc(actions.id)),
    ctx.db.select({ id: approvals.id }).from(approvals).where(eq(approvals.incidentId, found.id)).orderBy(asc(approvals.id)),
  ]);
  const incident = presentIncident(found);
  const alerts = alertRows.map(presentAlert);
  const decision = decisionRow === null ? null : presentDecision(decisionRow);
  const range = rangeOf(incident, ctx.now());
  const entityKeys = entityKeysOf(incident, alerts, decision);
  const changes = (await readRecentChanges(ctx.db, { origin: incident.origin, entityKeys, since: range.from, until: range.until })).map((change) => presentChange(change, input.links));
  return {
    ...incident,
    alerts: alerts.map((alert) => ({ ...alert, url: allowedLink(input.links, alert.url) })),
    decision: decision === null ? null : withCitations(decision, incident.origin, range, input.links),
    actions: actionRows.map(presentAction),
    approvalIds: approvalRows.map((row) => row.id),
    changes,
    links: linksOf({ incident, alerts, decision, changes, range }, input.links),
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
