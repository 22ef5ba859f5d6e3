import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { entityName, parseEntityKey } from "@/lib/contracts/entity";
import { newId } from "@/lib/ids";
import type { AlertChange, AlertRow } from "../alert/apply";
import { alerts } from "../alert/table";
import { appendEvents, type NewEvent } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import type { TopologyGraph } from "../topology/rules";
import { lockIncident, moveIncident, recountAlerts } from "./change";
import { chooseIncident, isSettled, worseSeverity, type JoinReason, type OpenIncident } from "./rules";
import { incidents } from "./table";

/** Unsettled incidents of an origin with every entity they touch. */
async function readOpenIncidents(tx: Transaction, origin: Origin): Promise<Map<string, OpenIncident & { entityKeys: Set<string> }>> {
  const open = await tx.select({ id: incidents.id, openedAt: incidents.openedAt, entityKey: incidents.entityKey }).from(incidents).where(and(eq(incidents.origin, origin), isNull(incidents.settledAt)));
  const byId = new Map(open.map((row) => [row.id, { id: row.id, openedAt: row.openedAt, entityKeys: new Set(row.entityKey === null ? [] : [row.entityKey]) }]));
  if (byId.size > 0) {
    const members = await tx.selectDistinct({ incidentId: alerts.incidentId, entityKey: alerts.entityKey }).from(alerts).where(inArray(alerts.incidentId, [...byId.keys()]));
    for (const member of members) if (member.incidentId !== null && member.entityKey !== null) byId.get(member.incidentId)?.entityKeys.add(member.entityKey);
  }
  return byId;
}

async function openIncident(ctx: Ctx, tx: Transaction, alert: AlertRow, graph: TopologyGraph): Promise<OpenIncident & { entityKeys: Set<string> }> {
  const id = newId("incident");
  const now = ctx.now();
  await tx.insert(incidents).values({
    id,
    origin: alert.origin,
    status: "open",
    severity: alert.severity,
    title: alert.name,
    entity: alert.entityKey === null ? null : (graph.entities.get(alert.entityKey)?.ref ?? parseEntityKey(alert.entityKey)),
    entityKey: alert.entityKey,
    openedAt: alert.startsAt < now ? alert.startsAt : now,
    updatedAt: now,
    diagnoseAt: new Date(now.getTime() + tunables.settleBeforeDiagnosisMs),
  });
  return { id, openedAt: alert.startsAt, entityKeys: new Set(alert.entityKey === null ? [] : [alert.entityKey]) };
}

/**
 * Puts each newly firing alert into the incident it belongs to, with the reason on record: its own unsettled incident, its own
 * settled one reopened, one on the same entity, one on an entity that needs it or that it needs, or a new one.
 * Returns the incidents that no longer have a firing alert.
 */
export async function correlateChanges(ctx: Ctx, tx: Transaction, input: { origin: Origin; changes: readonly AlertChange[]; graph: TopologyGraph }): Promise<{ quietIncidentIds: string[] }> {
  const { changes, graph } = input;
  if (changes.length === 0) return { quietIncidentIds: [] };
  const open = await readOpenIncidents(tx, input.origin);
  const touched = new Set<string>();
  const facts: NewEvent[] = [];
  for (const { alert, transition } of changes) {
    if (transition === "recorded") continue;
    if (transition === "resolved") {
      if (alert.incidentId !== null) {
        touched.add(alert.incidentId);
        facts.push(alertEvent(alert, alert.incidentId, "alert.resolved"));
      }
      continue;
    }
    const { incident, reason } = await placeAlert(ctx, tx, alert, open, graph, facts);
    open.set(incident.id, incident);
    if (alert.entityKey !== null) incident.entityKeys.add(alert.entityKey);
    await tx.update(alerts).set({ incidentId: incident.id, joinCode: reason.code, joinParams: { ...reason.params } }).where(eq(alerts.id, alert.id));
    touched.add(incident.id);
    facts.push(alertEvent(alert, incident.id, "alert.fired"));
    if (reason.code !== "same_fingerprint" && reason.code !== "opened_incident") {
      facts.push({ type: "incident.alert_joined", subject: { kind: "incident", id: incident.id }, incidentId: incident.id, origin: alert.origin, statement: { code: reason.code, params: { ...reason.params, alert: alert.name } } });
    }
    await raiseSeverity(ctx, tx, incident.id, alert);
  }
  await recountAlerts(tx, [...touched]);
  await appendEvents(ctx, tx, facts);
  if (touched.size === 0) return { quietIncidentIds: [] };
  const quiet = await tx.select({ id: incidents.id }).from(incidents).where(and(inArray(incidents.id, [...touched]), eq(incidents.firingCount, 0), isNull(incidents.settledAt)));
  return { quietIncidentIds: quiet.map((row) => row.id) };
}

async function placeAlert(ctx: Ctx, tx: Transaction, alert: AlertRow, open: ReadonlyMap<string, OpenIncident & { entityKeys: Set<string> }>, graph: TopologyGraph, facts: NewEvent[]): Promise<{ incident: OpenIncident & { entityKeys: Set<string> }; reason: JoinReason }> {
  const own = alert.incidentId === null ? null : await lockIncident(tx, alert.incidentId);
  const ownOpen = own === null ? undefined : open.get(own.id);
  if (ownOpen !== undefined) return { incident: ownOpen, reason: { code: "same_fingerprint", params: {} } };
  const chosen = chooseIncident(alert, [...open.values()], graph, { windowMs: tunables.correlationWindowMs, maxHops: tunables.neighbourHops });
  const joined = chosen === null ? undefined : open.get(chosen.incidentId);
  if (chosen !== null && joined !== undefined) return { incident: joined, reason: chosen.reason };
  if (own !== null && own.settledAt !== null && isSettled(own.status) && ctx.now().getTime() - own.settledAt.getTime() <= tunables.reopenWindowMs) {
    await moveIncident(ctx, tx, own, "reopened", { settledBy: null, verified: false, diagnoseAt: new Date(ctx.now().getTime() + tunables.settleBeforeDiagnosisMs) });
    await tx.update(incidents).set({ reopenedCount: sql`${incidents.reopenedCount} + 1` }).where(eq(incidents.id, own.id));
    return { incident: { id: own.id, openedAt: own.openedAt, entityKeys: new Set(own.entityKey === null ? [] : [own.entityKey]) }, reason: { code: "same_fingerprint", params: {} } };
  }
  const incident = await openIncident(ctx, tx, alert, graph);
  facts.push({ type: "incident.opened", subject: { kind: "incident", id: incident.id }, incidentId: incident.id, origin: alert.origin, statement: { code: "incident_opened", params: { alert: alert.name } } });
  return { incident, reason: { code: "opened_incident", params: {} } };
}

function alertEvent(alert: AlertRow, incidentId: string, type: string): NewEvent {
  return { type, subject: { kind: "alert", id: alert.id }, incidentId, origin: alert.origin, statement: { code: type.replace(".", "_"), params: { name: alert.name, entity: alert.entityKey === null ? "-" : entityName(alert.entityKey) } } };
}

async function raiseSeverity(ctx: Ctx, tx: Transaction, incidentId: string, alert: AlertRow): Promise<void> {
  const [row] = await tx.select({ severity: incidents.severity }).from(incidents).where(eq(incidents.id, incidentId));
  if (row === undefined || worseSeverity(row.severity, alert.severity) === row.severity) return;
  await tx.update(incidents).set({ severity: alert.severity, version: sql`${incidents.version} + 1`, updatedAt: ctx.now() }).where(eq(incidents.id, incidentId));
  await appendEvents(ctx, tx, [{ type: "incident.severity_raised", subject: { kind: "incident", id: incidentId }, incidentId, origin: alert.origin, statement: { code: "severity_raised", params: { from: row.severity, to: alert.severity } } }]);
}
