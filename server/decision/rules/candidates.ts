import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import { behindOf, dependenciesOf, hostsOf, residentsOf, type TopologyGraph } from "../../topology/rules";
import type { FiringAlert } from "./scene";

/** Entities looked at in full, and such on the same nodes that are only measured: bounds of one look, not of what may alert. */
const mostCandidates = 30;
const mostAside = 40;

/** Who may be behind the alerts. */
export interface Candidates {
  readonly refs: readonly EntityRef[];
  readonly aside: readonly EntityRef[];
  /** The alerts, those about a service moved to what answers behind it. */
  readonly firing: readonly FiringAlert[];
}

/** An alert about a service speaks of the workload behind it, when that is one. */
function placed(alert: FiringAlert, graph: TopologyGraph): FiringAlert {
  if (alert.entityKey === null) return alert;
  const [behind, ...others] = behindOf(graph, alert.entityKey);
  return behind === undefined || others.length > 0 ? alert : { ...alert, entityKey: behind };
}

/**
 * Entities to look at: those that alert, those most alerted about first, then the nodes under them and what they need, nearest
 * first. In a storm of thousands the head of that list stands for all, since they share nodes and needs.
 */
export function candidatesOf(firing: readonly FiringAlert[], graph: TopologyGraph, maxHops: number): Candidates {
  const moved = firing.map((alert) => placed(alert, graph));
  const counts = new Map<string, number>();
  for (const { entityKey: key } of moved) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  const alerting = [...counts].sort(([a, aCount], [b, bCount]) => bCount - aCount || a.localeCompare(b)).map(([key]) => key);
  // A node that many alerting workloads share is a better suspect than the twentieth of them.
  const hostCounts = new Map<string, number>();
  for (const host of alerting.flatMap((key) => hostsOf(graph, key))) hostCounts.set(host, (hostCounts.get(host) ?? 0) + 1);
  const hosts = [...hostCounts].sort(([a, aCount], [b, bCount]) => bCount - aCount || a.localeCompare(b)).map(([key]) => key);
  const heads = alerting.slice(0, mostCandidates / 2);
  const needed = heads.flatMap((key) => dependenciesOf(graph, key, maxHops)).sort((a, b) => a.hops - b.hops || a.key.localeCompare(b.key)).map((step) => step.key);
  const order = [...heads, ...hosts.slice(0, 5), ...needed, ...alerting.slice(mostCandidates / 2), ...hosts.slice(5)];
  const refsOf = (keys: readonly string[]) => [...new Set(keys)].flatMap((key) => graph.entities.get(key)?.ref ?? []);
  const looked = refsOf(order).filter((ref) => ref.kind === "workload" || ref.kind === "node" || ref.kind === "database");
  const refs = looked.slice(0, mostCandidates);
  const known = new Set(refs.map(entityKey));
  const aside = refsOf(hosts.slice(0, 3).flatMap((host) => residentsOf(graph, host))).filter((ref) => ref.kind === "workload" && !known.has(entityKey(ref)));
  return { refs, aside: aside.slice(0, mostAside), firing: moved };
}
