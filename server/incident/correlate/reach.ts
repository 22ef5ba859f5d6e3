import { placeKeyOf, type TyingAlert } from "./partition";
import type { Relations } from "./relations";

/** Where everything must be that some alerts could be linked to. */
export interface Reach {
  /** The entities they are on, and those related to these. */
  readonly entityKeys: readonly string[];
  /** The entities they are on: an alert elsewhere may name one of them as its node. */
  readonly nodeKeys: readonly string[];
  /** Names of services that came without a namespace: whatever bears one of them in any namespace. */
  readonly bareNames: readonly string[];
}

/**
 * How far alerts reach. What stands outside has no link to any of their places (see `linksBetween`), and what stands inside is
 * whole: an incident is read with all that ties it. So a delivery costs what it touches, not what is open.
 */
export function reachOf(alerts: Iterable<TyingAlert>, relations: Relations): Reach {
  const [entityKeys, nodeKeys, bareNames] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const alert of alerts) {
    if (alert.nodeKey !== null) entityKeys.add(alert.nodeKey);
    if (alert.entityKey === null || nodeKeys.has(alert.entityKey)) continue;
    const place = placeKeyOf(alert);
    nodeKeys.add(place);
    entityKeys.add(place);
    for (const { key } of relations.of(place)) entityKeys.add(key);
    const [cluster = "", kind = "", namespace = "", name = ""] = place.split("/");
    if ((kind !== "workload" && kind !== "service") || relations.graph.entities.has(place)) continue;
    if (namespace === "") bareNames.add(name);
    else for (const other of ["workload", "service"]) entityKeys.add(`${cluster}/${other}//${name}`);
  }
  return { entityKeys: [...entityKeys], nodeKeys: [...nodeKeys], bareNames: [...bareNames] };
}
