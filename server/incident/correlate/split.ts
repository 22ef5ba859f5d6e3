import { entityName } from "@/lib/contracts/entity";
import { worseSeverity } from "../rules";
import { isBusy, onOf, type IncidentDraft, type Plan, type Sketch } from "./draft";
import { explainFrom, Groups, linksBetween, linksByPlace, placeKeyOf, placesOf, reasonFor, type Link } from "./partition";
import type { JoinReason, Relations } from "./relations";
import { openerOf } from "./settle-in";
import type { Member } from "./situation";

/** A part of an incident that is related in itself. */
interface Part {
  readonly places: Set<string>;
  readonly firing: Member[];
}

/**
 * Takes incidents apart whose firing alerts no longer have to do with each other: what tied them (an alert between them) has ended
 * and is over for a while. Each part that fires gets an incident of its own, with the ended alerts of its entities; the part of the
 * incident's own entity stays, or else the worst. A relation on record counts as long as both its sides tie, even when the map has
 * forgotten it: a node that fails loses its pods. Nothing is taken out of an incident whose action is under way.
 */
export function planSplits(sketch: Sketch, relations: Relations): Plan {
  const byIncident = new Map<string, Member[]>();
  for (const member of sketch.members.values()) {
    const known = byIncident.get(member.incidentId);
    if (known === undefined) byIncident.set(member.incidentId, [member]);
    else known.push(member);
  }
  for (const [id, members] of byIncident) {
    const incident = sketch.situation.incidents.get(id);
    if (incident === undefined || isBusy(incident)) continue;
    const tying = members.filter((member) => member.ties);
    const places = placesOf(tying);
    if (places.size < 2) continue;
    const links = linksBetween(places, relations, null);
    const parts = partsOf(tying, links);
    const draft = parts.length < 2 ? null : sketch.draft(id);
    if (draft !== null) takeApart(sketch, draft, members, parts, linksByPlace(links));
  }
  return sketch.finish();
}

/** The parts in which something fires. */
function partsOf(tying: readonly Member[], links: readonly Link[]): Part[] {
  const together = new Groups();
  for (const link of links) together.join(link.a, link.b);
  const named = new Map(tying.flatMap((member) => (member.entityKey === null ? [] : [[entityName(member.entityKey), member.entityKey] as const])));
  for (const member of tying) {
    const on = member.joinedOn === null ? undefined : named.get(member.joinedOn);
    if (on !== undefined) together.join(placeKeyOf(member), on);
  }
  const parts = new Map<string, Part>();
  for (const member of tying) {
    const place = placeKeyOf(member);
    const root = together.root(place);
    const part = parts.get(root) ?? { places: new Set(), firing: [] };
    parts.set(root, part);
    part.places.add(place);
    if (member.isFiring) part.firing.push(member);
  }
  return [...parts.values()].filter((part) => part.firing.length > 0);
}

const rank = { info: 0, warning: 1, critical: 2 } as const;
const worstOf = (part: Part) => rank[part.firing.reduce<keyof typeof rank>((worst, member) => worseSeverity(worst, member.severity), "info")];
const beginOf = (part: Part) => part.firing.reduce((least, member) => Math.min(least, member.startsAt.getTime()), Infinity);

function takeApart(sketch: Sketch, incident: IncidentDraft, members: readonly Member[], parts: readonly Part[], byPlace: ReadonlyMap<string, readonly Link[]>): void {
  const own = incident.entityKey;
  const [stays, ...leaving] = [...parts].sort((a, b) => Number(own !== null && b.places.has(own)) - Number(own !== null && a.places.has(own)) || worstOf(b) - worstOf(a) || b.firing.length - a.firing.length || beginOf(a) - beginOf(b));
  if (stays === undefined) return;
  const title = incident.title;
  for (const part of leaving) {
    const opener = openerOf(part.firing, byPlace);
    if (opener === undefined) continue;
    const begun = sketch.open(opener);
    begun.splitFrom = incident.id;
    const moved = members.filter((member) => part.places.has(placeKeyOf(member)));
    for (const draft of [incident, begun]) {
      const sign = draft === begun ? 1 : -1;
      draft.alertCount += sign * moved.length;
      draft.firingCount += sign * part.firing.length;
    }
    sketch.tell(begun, "incident.opened", "split_from", { title, alert: opener.name, incident: incident.id });
    sketch.tell(incident, "incident.split", "split_off", { title: opener.name, alerts: moved.length, incident: begun.id });
    settleReasons(sketch, begun, moved, part, opener, { code: "split_from", params: { title } }, byPlace);
  }
  const remaining = members.filter((member) => sketch.members.get(member.id)?.incidentId === incident.id);
  const opener = own !== null && stays.places.has(own) ? (stays.firing.find((member) => member.entityKey === own && member.joinCode === "opened_incident") ?? openerOf(stays.firing.filter((member) => member.entityKey === own), byPlace)) : openerOf(stays.firing, byPlace);
  if (opener !== undefined) {
    settleReasons(sketch, incident, remaining, stays, opener, { code: "opened_incident", params: {} }, byPlace);
    if (own === null || !stays.places.has(own)) Object.assign(incident, { title: opener.name, entityKey: opener.entityKey, entity: sketch.refOf(opener.entityKey) });
  }
  sketch.lookAgain(incident);
}

/** Puts the alerts of a part into their incident; a reason that speaks of what is elsewhere now gives way to one that holds. */
function settleReasons(sketch: Sketch, incident: IncidentDraft, members: readonly Member[], part: Part, opener: Member, beginning: JoinReason, byPlace: ReadonlyMap<string, readonly Link[]>): void {
  const explained = explainFrom([placeKeyOf(opener)], byPlace);
  const names = new Set([...part.places].flatMap((place) => (place.startsWith("?") ? [] : [entityName(place)])));
  for (const member of members) {
    const place = placeKeyOf(member);
    const holds = member.joinedOn !== null && names.has(member.joinedOn);
    const isElsewhere = member.incidentId !== incident.id;
    if (!isElsewhere && (holds || !part.places.has(place)) && member !== opener) continue;
    const reason: JoinReason | null = member === opener ? beginning : holds ? null : reasonFor(member, explained.get(place));
    const isSame = reason === null || (reason.code === member.joinCode && onOf(reason) === member.joinedOn);
    if (isElsewhere || !isSame) sketch.memberships.set(member.id, { incidentId: incident.id, reason });
    sketch.members.set(member.id, { ...member, incidentId: incident.id, ...(reason !== null && { joinCode: reason.code, joinedOn: onOf(reason) }) });
  }
}
