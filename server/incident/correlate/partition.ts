import { entityName } from "@/lib/contracts/entity";
import { mirrorOf, reasonOf, type JoinCode, type JoinReason, type Relations } from "./relations";

/** An alert, as far as it ties a problem together. */
export interface TyingAlert {
  readonly id: string;
  readonly entityKey: string | null;
  readonly nodeKey: string | null;
  readonly startsAt: Date;
}

/** All tying alerts of one entity; an alert that names none is a place of its own. */
export interface Place {
  readonly key: string;
  readonly entityKey: string | null;
  /** When its alerts began, in milliseconds, by the node they name; under `""` all of them. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
}

/** Two places whose alerts are related. */
export interface Link {
  readonly a: string;
  readonly b: string;
  readonly rank: number;
  /** In the words of `a`. */
  readonly code: JoinCode;
  readonly hops: number;
  /** True when not the map says so but the labels of those alerts of `a` that name `b`. */
  readonly isLabelled: boolean;
}

/** Why a place belongs to what is explained already. */
export interface Explanation {
  readonly reason: JoinReason;
  /** Set when it holds only for the alerts that name this node; for the others of the place it is that these are there. */
  readonly nodeKey: string | null;
}

/** Where an alert is. */
export function placeKeyOf(alert: Pick<TyingAlert, "id" | "entityKey">): string {
  return alert.entityKey ?? `?${alert.id}`;
}

/** The places of some alerts. */
export function placesOf(alerts: Iterable<TyingAlert>): Map<string, Place> {
  const places = new Map<string, { key: string; entityKey: string | null; starts: Map<string, number[]> }>();
  for (const alert of alerts) {
    const key = placeKeyOf(alert);
    const place = places.get(key) ?? { key, entityKey: alert.entityKey, starts: new Map<string, number[]>() };
    places.set(key, place);
    for (const node of alert.nodeKey === null ? [""] : ["", alert.nodeKey]) {
      const starts = place.starts.get(node);
      if (starts === undefined) place.starts.set(node, [alert.startsAt.getTime()]);
      else starts.push(alert.startsAt.getTime());
    }
  }
  for (const place of places.values()) for (const starts of place.starts.values()) starts.sort((x, y) => x - y);
  return places;
}

/** Whether anything in two ascending lists lies within the window of the other. */
function areNear(a: readonly number[], b: readonly number[], windowMs: number): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const apart = (a[i] ?? 0) - (b[j] ?? 0);
    if (Math.abs(apart) <= windowMs) return true;
    if (apart < 0) i += 1;
    else j += 1;
  }
  return false;
}

/**
 * Which places are related, by the map and by the nodes that alerts name. Depends on the alerts only, never on the order in which
 * they came. With a window, relations in time only link alerts that began within it of each other; without one, whenever.
 */
export function linksBetween(places: ReadonlyMap<string, Place>, relations: Relations, windowMs: number | null): Link[] {
  const links: Link[] = [];
  const near = (a: Place, aNode: string, b: Place) => windowMs === null || areNear(a.starts.get(aNode) ?? [], b.starts.get("") ?? [], windowMs);
  for (const place of places.values()) {
    if (place.entityKey === null) continue;
    for (const relation of relations.of(place.entityKey)) {
      const other = places.get(relation.key);
      if (other === undefined || place.key > other.key || (relation.isTimed && !near(place, "", other))) continue;
      links.push({ a: place.key, b: other.key, rank: relation.rank, code: relation.code, hops: relation.hops, isLabelled: false });
    }
    for (const node of place.starts.keys()) {
      const other = node === "" ? undefined : places.get(node);
      if (other !== undefined && other !== place && near(place, node, other)) links.push({ a: place.key, b: other.key, rank: 2, code: "runs_on", hops: 1, isLabelled: true });
    }
  }
  return [...links, ...namesakes(places, relations)];
}

/** Senders such as Sentry name a service without its namespace; where the map does not know better, equal names are one service. */
function namesakes(places: ReadonlyMap<string, Place>, relations: Relations): Link[] {
  const links: Link[] = [];
  const placed = new Map<string, string[]>();
  const bare: [name: string, key: string][] = [];
  for (const { entityKey } of places.values()) {
    const [cluster = "", kind = "", namespace = "", ...rest] = entityKey?.split("/") ?? [];
    if (entityKey === null || (kind !== "workload" && kind !== "service") || relations.graph.entities.has(entityKey)) continue;
    const name = `${cluster}/${rest.join("/")}`;
    if (namespace === "") bare.push([name, entityKey]);
    placed.set(name, [...(placed.get(name) ?? []), entityKey]);
  }
  for (const [name, key] of bare) for (const other of placed.get(name) ?? []) if (other !== key) links.push({ a: key, b: other, rank: 1, code: "same_service", hops: 1, isLabelled: false });
  return links;
}

/** Sets that grow together. */
export class Groups {
  private readonly parents = new Map<string, string>();

  root(key: string): string {
    let root = key;
    for (let parent = this.parents.get(root); parent !== undefined; parent = this.parents.get(root)) root = parent;
    for (let at = key; at !== root; ) {
      const next = this.parents.get(at) ?? root;
      this.parents.set(at, root);
      at = next;
    }
    return root;
  }

  /** The smaller name is the root, so that the outcome does not depend on the order. */
  join(a: string, b: string): void {
    const [x, y] = [this.root(a), this.root(b)];
    if (x !== y) this.parents.set(x < y ? y : x, x < y ? x : y);
  }
}

/** Links by the places they touch. */
export function linksByPlace(links: readonly Link[]): ReadonlyMap<string, readonly Link[]> {
  const byPlace = new Map<string, Link[]>();
  for (const link of links) {
    for (const key of [link.a, link.b]) {
      const known = byPlace.get(key);
      if (known === undefined) byPlace.set(key, [link]);
      else known.push(link);
    }
  }
  return byPlace;
}

/**
 * Explains each place that can be reached from the seeds by the nearest relation to one that is explained already; seeds
 * themselves need no explanation.
 */
export function explainFrom(seeds: Iterable<string>, byPlace: ReadonlyMap<string, readonly Link[]>): Map<string, Explanation> {
  const explained = new Map<string, Explanation>();
  const reached = new Set(seeds);
  /** Waiting links by rank; the nearest rank that has any goes first. */
  const waiting: { readonly links: { link: Link; to: string }[]; taken: number }[] = [];
  const offer = (from: string) => {
    for (const link of byPlace.get(from) ?? []) {
      const to = link.a === from ? link.b : link.a;
      if (!reached.has(to)) (waiting[link.rank] ??= { links: [], taken: 0 }).links.push({ link, to });
    }
  };
  for (const seed of [...reached].sort()) offer(seed);
  for (;;) {
    const nearest = waiting.find((bucket) => bucket !== undefined && bucket.taken < bucket.links.length);
    if (nearest === undefined) return explained;
    const next = nearest.links[nearest.taken++];
    if (next === undefined || reached.has(next.to)) continue;
    const { link, to } = next;
    const isA = link.a === to;
    reached.add(to);
    explained.set(to, { reason: reasonOf(isA ? link.code : mirrorOf(link.code), isA ? link.b : link.a, link.hops), nodeKey: link.isLabelled && isA ? link.b : null });
    offer(to);
  }
}

/** Why an alert belongs to what explains its place; without an explanation it is there already. */
export function reasonFor(alert: Pick<TyingAlert, "entityKey" | "nodeKey"> & { readonly name: string }, explanation: Explanation | undefined): JoinReason {
  if (explanation !== undefined && (explanation.nodeKey === null || explanation.nodeKey === alert.nodeKey)) return explanation.reason;
  return { code: "same_entity", params: { on: alert.entityKey === null ? alert.name : entityName(alert.entityKey) } };
}
