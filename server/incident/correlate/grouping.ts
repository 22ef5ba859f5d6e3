import type { FoldedAlert } from "../../alert/fold";
import type { IncidentDraft, Sketch } from "./draft";
import { Groups, placeKeyOf, type Link, type TyingAlert } from "./partition";
import type { SeenIncident } from "./situation";

/** The alerts that tie some incidents together, and where they are. An incident that has none left stays where it began. */
export interface Standing {
  readonly alerts: readonly TyingAlert[];
  /** The incidents at each place. */
  readonly incidentsAt: ReadonlyMap<string, ReadonlySet<string>>;
  /** The places of each incident. */
  readonly placesOf: ReadonlyMap<string, ReadonlySet<string>>;
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

/** Where the unsettled incidents of a kind stand. */
export function standingOf(sketch: Sketch, isWanted: (incident: SeenIncident) => boolean): Standing {
  const wanted = new Map([...sketch.situation.incidents].filter(([, incident]) => incident.settledAt === null && isWanted(incident)));
  const incidentsAt = new Map<string, Set<string>>();
  const placesOf = new Map<string, Set<string>>();
  const alerts: TyingAlert[] = [];
  const add = (alert: TyingAlert, incidentId: string) => {
    alerts.push(alert);
    addTo(incidentsAt, placeKeyOf(alert), incidentId);
    addTo(placesOf, incidentId, placeKeyOf(alert));
  };
  for (const member of sketch.members.values()) if (wanted.has(member.incidentId)) add(member, member.incidentId);
  for (const { id, entityKey, openedAt } of wanted.values()) {
    if (!placesOf.has(id) && entityKey !== null) add({ id, entityKey, nodeKey: null, startsAt: openedAt }, id);
  }
  return { alerts, incidentsAt, placesOf };
}

/** What belongs together: the incidents that are one, oldest first, and the alerts that are in none yet. */
export interface Group {
  readonly incidents: IncidentDraft[];
  readonly homeless: FoldedAlert[];
}

/** The groups in which something is to be done: those with a homeless alert, and those with two incidents or more. */
export function groupsOf(sketch: Sketch, links: readonly Link[], standing: Standing, homeless: readonly FoldedAlert[]): Group[] {
  const together = new Groups();
  for (const link of links) together.join(link.a, link.b);
  for (const [id, places] of standing.placesOf) for (const place of places) together.join(place, `#${id}`);
  const crowds = new Map<string, { ids: string[]; homeless: FoldedAlert[] }>();
  const crowdAt = (root: string) => {
    const crowd = crowds.get(root) ?? { ids: [], homeless: [] };
    crowds.set(root, crowd);
    return crowd;
  };
  for (const alert of homeless) crowdAt(together.root(placeKeyOf(alert))).homeless.push(alert);
  for (const id of standing.placesOf.keys()) crowdAt(together.root(`#${id}`)).ids.push(id);
  return [...crowds.values()]
    .filter((crowd) => crowd.homeless.length > 0 || crowd.ids.length > 1)
    .map((crowd) => ({ homeless: crowd.homeless, incidents: crowd.ids.flatMap((id) => sketch.draft(id) ?? []).sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime() || (a.id < b.id ? -1 : 1)) }));
}
