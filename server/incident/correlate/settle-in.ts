import { entityName } from "@/lib/contracts/entity";
import type { FoldedAlert } from "../../alert/fold";
import type { NewEvent } from "../../event/append";
import { isBusy, onOf, type IncidentDraft, type Sketch } from "./draft";
import { groupsOf, standingOf, type Group, type Standing } from "./grouping";
import { explainFrom, linksBetween, linksByPlace, placeKeyOf, placesOf, reasonFor, type Explanation, type Link } from "./partition";
import type { JoinReason, Relations } from "./relations";

type LinksByPlace = ReadonlyMap<string, readonly Link[]>;

/** What became of alerts that were in no incident: why each joined one that others had opened, and what is to be told after they are. */
export interface Arrivals {
  readonly joined: Map<string, JoinReason>;
  readonly facts: NewEvent[];
}

/** Finds an incident for every alert that is in none, and joins incidents that have become one. */
export function settleIn(sketch: Sketch, relations: Relations, newcomers: readonly FoldedAlert[]): Arrivals {
  const arrivals: Arrivals = { joined: new Map(), facts: [] };
  const open = standingOf(sketch, (incident) => !isBusy(incident));
  const busy = standingOf(sketch, isBusy);
  const homeless = newcomers.filter((alert) => !joinBusyPlace(sketch, alert, open, busy, arrivals));
  const links = linksBetween(placesOf([...open.alerts, ...homeless]), relations, sketch.limits.correlationWindowMs);
  const byPlace = linksByPlace(links);
  for (const group of groupsOf(sketch, links, open, homeless)) {
    const [target, ...others] = group.incidents;
    if (target === undefined) {
      if (!joinNearestBusy(sketch, group, busy, relations, arrivals)) begin(sketch, group, byPlace, arrivals);
      continue;
    }
    joinAll(sketch, group.homeless, target, new Set(group.incidents.flatMap(({ id }) => [...(open.placesOf.get(id) ?? [])])), byPlace, arrivals);
    mergeAll(sketch, target, others, explainFrom(open.placesOf.get(target.id) ?? [], byPlace), arrivals);
    const places = [...group.incidents.flatMap(({ id }) => [...(open.placesOf.get(id) ?? [])]), ...group.homeless.map(placeKeyOf)];
    if (places.some((place) => carries(byPlace, place))) renameAfterNode(sketch, target, byPlace, arrivals);
  }
  return arrivals;
}

/** An alert on the very entity of an incident whose action is under way belongs to it: the action has not helped yet. */
function joinBusyPlace(sketch: Sketch, alert: FoldedAlert, open: Standing, busy: Standing, arrivals: Arrivals): boolean {
  const place = placeKeyOf(alert);
  const [id] = open.incidentsAt.has(place) ? [] : (busy.incidentsAt.get(place) ?? []);
  const incident = id === undefined ? null : sketch.draft(id);
  if (incident === null) return false;
  join(sketch, alert, incident, reasonFor(alert, undefined), arrivals);
  return true;
}

function join(sketch: Sketch, alert: FoldedAlert, incident: IncidentDraft, reason: JoinReason, arrivals: Arrivals): void {
  sketch.place(alert, incident, reason);
  arrivals.joined.set(alert.id, reason);
}

/** Puts alerts into an incident: those at its places for their entity, the rest for the nearest relation. */
function joinAll(sketch: Sketch, alerts: readonly FoldedAlert[], incident: IncidentDraft, seeds: ReadonlySet<string>, byPlace: LinksByPlace, arrivals: Arrivals): void {
  if (alerts.length === 0) return;
  const explained = explainFrom(seeds, byPlace);
  for (const alert of alerts) join(sketch, alert, incident, reasonFor(alert, explained.get(placeKeyOf(alert))), arrivals);
}

/** Alerts that are related to nothing but an incident whose action is under way join it, if there is one; the nearest. */
function joinNearestBusy(sketch: Sketch, group: Group, busy: Standing, relations: Relations, arrivals: Arrivals): boolean {
  if (busy.placesOf.size === 0) return false;
  const byPlace = linksByPlace(linksBetween(placesOf([...busy.alerts, ...group.homeless]), relations, sketch.limits.correlationWindowMs));
  const own = new Set(group.homeless.map(placeKeyOf));
  const bridges = [...own].flatMap((place) => (byPlace.get(place) ?? []).flatMap((link) => [{ rank: link.rank, other: link.a === place ? link.b : link.a }])).filter(({ other }) => busy.incidentsAt.has(other));
  const nearest = bridges.sort((a, b) => a.rank - b.rank || (a.other < b.other ? -1 : 1))[0];
  const [id] = nearest === undefined ? [] : (busy.incidentsAt.get(nearest.other) ?? []);
  const incident = id === undefined ? null : sketch.draft(id);
  if (incident === null) return false;
  joinAll(sketch, group.homeless, incident, busy.placesOf.get(incident.id) ?? new Set(), byPlace, arrivals);
  return true;
}

/** Opens an incident for alerts that belong to none, or reopens the one that settled last of those they were in. */
function begin(sketch: Sketch, { homeless }: Group, byPlace: LinksByPlace, arrivals: Arrivals): void {
  const former = formerIncident(sketch, homeless);
  if (former !== null) {
    const own = homeless.filter((alert) => alert.incidentId === former.id);
    sketch.tell(former, "incident.reopened", "incident_reopened", { from: former.status });
    Object.assign(former, { status: "reopened", settledAt: null, reopened: true, diagnoseAt: sketch.soon(), flappingUntil: null });
    for (const alert of own) sketch.place(alert, former, { code: "same_fingerprint", params: {} });
    joinAll(sketch, homeless.filter((alert) => alert.incidentId !== former.id), former, new Set(own.map(placeKeyOf)), byPlace, arrivals);
    return;
  }
  const opener = openerOf(homeless, byPlace);
  if (opener === undefined) return;
  const incident = sketch.open(opener);
  sketch.tell(incident, "incident.opened", "incident_opened", { alert: opener.name });
  sketch.place(opener, incident, { code: "opened_incident", params: {} });
  joinAll(sketch, homeless.filter((alert) => alert !== opener), incident, new Set([placeKeyOf(opener)]), byPlace, arrivals);
}

function formerIncident(sketch: Sketch, homeless: readonly FoldedAlert[]): IncidentDraft | null {
  let latest: IncidentDraft | null = null;
  for (const id of new Set(homeless.map((alert) => alert.incidentId))) {
    const own = id === null ? null : sketch.draft(id);
    if (own === null || own.settledAt === null || own.mergedInto !== null) continue;
    if (sketch.now.getTime() - own.settledAt.getTime() > sketch.limits.reopenWindowMs) continue;
    if (latest === null || latest.settledAt === null || own.settledAt > latest.settledAt) latest = own;
  }
  return latest;
}

function isMachine(entityKey: string | null): boolean {
  const kind = entityKey?.split("/", 2)[1];
  return kind === "node" || kind === "host";
}

const carries = (byPlace: LinksByPlace, place: string): boolean => !place.startsWith("?") && isMachine(place) && (byPlace.get(place) ?? []).some((link) => link.code === "runs_on" || link.code === "hosts");

/** The alert that names an incident: on the machine that the others run on, if there is one; else the one that began first. */
export function openerOf<T extends { readonly entityKey: string | null; readonly startsAt: Date }>(alerts: readonly T[], byPlace: LinksByPlace): T | undefined {
  const onMachine = alerts.filter((alert) => alert.entityKey !== null && carries(byPlace, alert.entityKey));
  const [firstAlert, ...others] = onMachine.length > 0 ? onMachine : alerts;
  return others.reduce<T | undefined>((first, alert) => (first !== undefined && first.startsAt <= alert.startsAt ? first : alert), firstAlert);
}

/** Joins incidents that turned out to be one into the oldest; the others are settled and point to it. */
function mergeAll(sketch: Sketch, target: IncidentDraft, others: readonly IncidentDraft[], explained: ReadonlyMap<string, Explanation>, arrivals: Arrivals): void {
  if (others.length === 0) return;
  const titles = new Map(others.map((other) => [other.id, other.title]));
  for (const [alertId, member] of sketch.members) {
    const title = titles.get(member.incidentId);
    if (title === undefined) continue;
    const isRoot = member.joinCode === "opened_incident" || member.joinCode === "same_fingerprint" || member.joinCode === "split_from" || member.joinCode === "merged_from";
    const explanation = explained.get(placeKeyOf(member));
    const reason: JoinReason | null = !isRoot ? null : explanation === undefined ? { code: "merged_from", params: { title } } : reasonFor(member, explanation);
    if (reason !== null) sketch.memberships.set(alertId, { incidentId: target.id, reason });
    sketch.members.set(alertId, { ...member, incidentId: target.id, ...(reason !== null && { joinCode: reason.code, joinedOn: onOf(reason) }) });
  }
  for (const other of others) {
    const { title, alertCount } = other;
    arrivals.facts.push(
      { type: "incident.merged", subject: { kind: "incident", id: other.id }, incidentId: other.id, origin: sketch.origin, statement: { code: "merged_into", params: { title: target.title, incident: target.id } } },
      { type: "incident.took_over", subject: { kind: "incident", id: target.id }, incidentId: target.id, origin: sketch.origin, statement: { code: "took_over", params: { title, alerts: alertCount, incident: other.id } } },
    );
    if (other.action === "waiting") sketch.withdrawIds.push(other.id);
    sketch.merges.push({ from: other.id, into: target.id });
    target.alertCount += alertCount;
    target.firingCount += other.firingCount;
    if (other.flappingUntil !== null && (target.flappingUntil === null || target.flappingUntil < other.flappingUntil)) target.flappingUntil = other.flappingUntil;
    Object.assign(other, { status: "resolved", settledAt: sketch.now, mergedInto: target.id, alertCount: 0, firingCount: 0, diagnoseAt: null });
  }
  sketch.lookAgain(target);
}

/** An incident whose alerts turn out to run on one failing machine is that machine's. */
function renameAfterNode(sketch: Sketch, incident: IncidentDraft, byPlace: LinksByPlace, arrivals: Arrivals): void {
  if (isMachine(incident.entityKey)) return;
  let named: { name: string; entityKey: string; startsAt: Date } | null = null;
  for (const { incidentId, isFiring, entityKey, name, startsAt } of sketch.members.values()) {
    if (incidentId !== incident.id || !isFiring || entityKey === null || !carries(byPlace, entityKey)) continue;
    if (named === null || startsAt < named.startsAt) named = { name, entityKey, startsAt };
  }
  if (named === null) return;
  arrivals.facts.push({ type: "incident.renamed", subject: { kind: "incident", id: incident.id }, incidentId: incident.id, origin: sketch.origin, statement: { code: "incident_renamed", params: { before: incident.title, after: named.name, on: entityName(named.entityKey) } } });
  Object.assign(incident, { title: named.name, entityKey: named.entityKey, entity: sketch.refOf(named.entityKey) });
}
