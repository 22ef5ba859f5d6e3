import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Origin, Severity } from "@/lib/contracts/common";
import { entityName, parseEntityKey } from "@/lib/contracts/entity";
import { newId } from "@/lib/ids";
import type { AlertChange, AlertRow } from "../alert/apply";
import { alerts } from "../alert/table";
import { appendEvents, type NewEvent } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import { dependencyDistances, type TopologyGraph } from "../topology/rules";
import { lockIncident, moveIncident, recountAlerts } from "./change";
import { chooseIncident, isSettled, worseSeverity, type JoinReason, type OpenIncident } from "./rules";
import { incidents } from "./table";

interface OpenRow extends OpenIncident {
  readonly entityKeys: Set<string>;
  severity: Severity;
  /** Whether this transaction holds it, so that nobody settles it meanwhile. */
  held: boolean;
}

/** Unsettled incidents of an origin by the entities they touch: in a storm there are thousands, and each alert concerns few. */
class OpenIncidents {
  private readonly byId = new Map<string, OpenRow>();
  private readonly byEntity = new Map<string, Set<OpenRow>>();
  private readonly related = new Map<string, readonly string[]>();

  constructor(private readonly graph: TopologyGraph) {}

  get(id: string): OpenRow | undefined {
    return this.byId.get(id);
  }

  add(row: Omit<OpenRow, "entityKeys">, ...keys: (string | null)[]): OpenRow {
    const added = { ...row, entityKeys: new Set<string>() };
    this.byId.set(row.id, added);
    for (const key of keys) this.touch(added, key);
    return added;
  }

  touch(row: OpenRow, key: string | null): void {
    if (key === null) return;
    row.entityKeys.add(key);
    this.byEntity.set(key, (this.byEntity.get(key) ?? new Set()).add(row));
  }

  remove(row: OpenRow): void {
    this.byId.delete(row.id);
    for (const key of row.entityKeys) this.byEntity.get(key)?.delete(row);
  }

  /** Those on the entity, on what it needs, and on what needs it. */
  near(key: string | null): OpenRow[] {
    if (key === null) return [];
    const related = this.related.get(key) ?? [key, ...dependencyDistances(this.graph, key, tunables.neighbourHops).keys()];
    this.related.set(key, related);
    return [...new Set(related.flatMap((other) => [...(this.byEntity.get(other) ?? [])]))];
  }
}

async function readOpenIncidents(tx: Transaction, origin: Origin, graph: TopologyGraph): Promise<OpenIncidents> {
  const open = new OpenIncidents(graph);
  const unsettled = and(eq(incidents.origin, origin), isNull(incidents.settledAt));
  const rows = await tx.select({ id: incidents.id, openedAt: incidents.openedAt, entityKey: incidents.entityKey, severity: incidents.severity }).from(incidents).where(unsettled);
  for (const { entityKey, ...row } of rows) open.add({ ...row, held: false }, entityKey);
  const members = await tx.selectDistinct({ incidentId: incidents.id, entityKey: alerts.entityKey }).from(alerts).innerJoin(incidents, eq(incidents.id, alerts.incidentId)).where(unsettled);
  for (const { incidentId, entityKey } of members) {
    const row = open.get(incidentId);
    if (row !== undefined) open.touch(row, entityKey);
  }
  return open;
}

async function openIncident(ctx: Ctx, tx: Transaction, alert: AlertRow, graph: TopologyGraph): Promise<Omit<OpenRow, "entityKeys">> {
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
  return { id, openedAt: alert.startsAt, severity: alert.severity, held: true };
}

/**
 * Puts each newly firing alert into the incident it belongs to, with the reason on record: its own unsettled incident, its own
 * settled one reopened, one on the same entity, one on an entity that needs it or that it needs, or a new one.
 * Returns the incidents that no longer have a firing alert.
 */
export async function correlateChanges(ctx: Ctx, tx: Transaction, input: { origin: Origin; changes: readonly AlertChange[]; graph: TopologyGraph }): Promise<{ quietIncidentIds: string[] }> {
  const { changes, graph } = input;
  if (changes.length === 0) return { quietIncidentIds: [] };
  const open = await readOpenIncidents(tx, input.origin, graph);
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
    open.touch(incident, alert.entityKey);
    await tx.update(alerts).set({ incidentId: incident.id, joinCode: reason.code, joinParams: { ...reason.params } }).where(eq(alerts.id, alert.id));
    touched.add(incident.id);
    facts.push(alertEvent(alert, incident.id, "alert.fired"));
    if (reason.code !== "same_fingerprint" && reason.code !== "opened_incident") {
      facts.push({ type: "incident.alert_joined", subject: { kind: "incident", id: incident.id }, incidentId: incident.id, origin: alert.origin, statement: { code: reason.code, params: { ...reason.params, alert: alert.name } } });
    }
    await raiseSeverity(ctx, tx, incident, alert);
  }
  await recountAlerts(tx, [...touched]);
  await appendEvents(ctx, tx, facts);
  if (touched.size === 0) return { quietIncidentIds: [] };
  const quiet = await tx.select({ id: incidents.id }).from(incidents).where(and(inArray(incidents.id, [...touched]), eq(incidents.firingCount, 0), isNull(incidents.settledAt)));
  return { quietIncidentIds: quiet.map((row) => row.id) };
}

/** The open incident of a row that was read before; null when somebody settled it since. From here on nobody else can. */
async function hold(tx: Transaction, open: OpenIncidents, row: OpenRow): Promise<OpenRow | null> {
  if (row.held) return row;
  const current = await lockIncident(tx, row.id);
  row.held = current !== null && current.settledAt === null;
  if (row.held) return row;
  open.remove(row);
  return null;
}

async function placeAlert(ctx: Ctx, tx: Transaction, alert: AlertRow, open: OpenIncidents, graph: TopologyGraph, facts: NewEvent[]): Promise<{ incident: OpenRow; reason: JoinReason }> {
  const ownOpen = alert.incidentId === null ? undefined : open.get(alert.incidentId);
  const ownHeld = ownOpen === undefined ? null : await hold(tx, open, ownOpen);
  if (ownHeld !== null) return { incident: ownHeld, reason: { code: "same_fingerprint", params: {} } };
  for (;;) {
    const chosen = chooseIncident(alert, open.near(alert.entityKey), graph, { windowMs: tunables.correlationWindowMs, maxHops: tunables.neighbourHops });
    const row = chosen === null ? undefined : open.get(chosen.incidentId);
    if (chosen === null || row === undefined) break;
    const joined = await hold(tx, open, row);
    if (joined !== null) return { incident: joined, reason: chosen.reason };
  }
  const own = alert.incidentId === null ? null : await lockIncident(tx, alert.incidentId);
  if (own !== null && own.settledAt !== null && isSettled(own.status) && ctx.now().getTime() - own.settledAt.getTime() <= tunables.reopenWindowMs) {
    await moveIncident(ctx, tx, own, "reopened", { settledBy: null, verified: false, diagnoseAt: new Date(ctx.now().getTime() + tunables.settleBeforeDiagnosisMs) });
    await tx.update(incidents).set({ reopenedCount: sql`${incidents.reopenedCount} + 1` }).where(eq(incidents.id, own.id));
    return { incident: open.add({ id: own.id, openedAt: own.openedAt, severity: own.severity, held: true }, own.entityKey), reason: { code: "same_fingerprint", params: {} } };
  }
  const incident = open.add(await openIncident(ctx, tx, alert, graph), alert.entityKey);
  facts.push({ type: "incident.opened", subject: { kind: "incident", id: incident.id }, incidentId: incident.id, origin: alert.origin, statement: { code: "incident_opened", params: { alert: alert.name } } });
  return { incident, reason: { code: "opened_incident", params: {} } };
}

function alertEvent(alert: AlertRow, incidentId: string, type: string): NewEvent {
  return { type, subject: { kind: "alert", id: alert.id }, incidentId, origin: alert.origin, statement: { code: type.replace(".", "_"), params: { name: alert.name, entity: alert.entityKey === null ? "-" : entityName(alert.entityKey) } } };
}

async function raiseSeverity(ctx: Ctx, tx: Transaction, incident: OpenRow, alert: AlertRow): Promise<void> {
  const { id, severity: from } = incident;
  if (worseSeverity(from, alert.severity) === from) return;
  incident.severity = alert.severity;
  await tx.update(incidents).set({ severity: alert.severity, version: sql`${incidents.version} + 1`, updatedAt: ctx.now() }).where(eq(incidents.id, id));
  await appendEvents(ctx, tx, [{ type: "incident.severity_raised", subject: { kind: "incident", id }, incidentId: id, origin: alert.origin, statement: { code: "severity_raised", params: { from, to: alert.severity } } }]);
}
