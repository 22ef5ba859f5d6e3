import type { Tool } from "@/lib/contracts/action";
import type { BlastRadius } from "@/lib/contracts/decision";
import { drawnEntities } from "@/lib/fold/radius";
import { dependentsOf, frontsOf, residentsOf, type Step, type TopologyGraph } from "../../topology/rules";

/** How a target changes its pods: a few at a time, one after the other, or all at once. */
export type Strategy = "rolling" | "ordered" | "recreate";

/** What the reach of an action depends on beside the map. */
export interface BlastFacts {
  readonly replicas: number;
  /** Absent: a tool that replaces every pod. */
  readonly tool?: Tool;
  readonly toReplicas?: number;
  readonly strategy?: Strategy;
  /** Requests per second by entity key, as far as metrics know; absent when nobody was asked. */
  readonly requestRates?: ReadonlyMap<string, number>;
  readonly now: Date;
  readonly maxHops: number;
  readonly staleMs: number;
}

/** A pod is away about this long while a new one starts. */
const startupSeconds = 30;
/** Hands follow a playbook; the store is away meanwhile. */
const playbookSeconds = 300;
/** Nobody is waiting to scale it up again; an hour is what the commander should reckon with. */
const scaledAwaySeconds = 3_600;

function downtimeSeconds({ tool = "restart", replicas, toReplicas, strategy = "rolling" }: BlastFacts): number {
  switch (tool) {
    case "silence":
      return 0;
    case "run_playbook":
      return playbookSeconds;
    case "scale":
      return toReplicas === 0 ? scaledAwaySeconds : 0;
    case "restart":
    case "rollback":
      // A rolling change of two or more replicas keeps one serving; a single one is away while it starts.
      return strategy === "recreate" || replicas < 2 ? startupSeconds : 0;
  }
}

/** Requests that pass the target, of all that enter the map: what nobody else calls is an entry. Null when either is not known. */
function trafficShare(graph: TopologyGraph, targetKey: string, dependents: readonly Step[], rates: ReadonlyMap<string, number> | undefined): number | null {
  if (rates === undefined) return null;
  const called = new Set(graph.edges.flatMap((edge) => (edge.relation === "depends_on" ? [edge.toKey] : [])));
  const entering = [...rates].reduce((sum, [key, rate]) => sum + (called.has(key) ? 0 : rate), 0);
  const callers = dependents.filter((step) => step.hops === 1).reduce((sum, step) => sum + (rates.get(step.key) ?? 0), 0);
  const through = rates.get(targetKey) ?? (callers > 0 ? callers : null);
  return entering > 0 && through !== null ? Math.round(Math.min(1, through / entering) * 1000) / 1000 : null;
}

/** How a failure travels among some entities, by their places: from what is needed to who needs it, from a node to what runs on it, and between a workload and the service in front of it. */
function edgesAmong(graph: TopologyGraph, keys: readonly string[]): { from: number; to: number }[] {
  const places = new Map(keys.map((key, place) => [key, place]));
  const found = new Map<string, { from: number; to: number }>();
  for (const edge of graph.edges) {
    const from = places.get(edge.toKey);
    const to = places.get(edge.fromKey);
    if (edge.relation !== "deploys" && from !== undefined && to !== undefined && from !== to) found.set(`${from}>${to}`, { from, to });
  }
  return [...found.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}

/**
 * Everything that may feel an action on the target, nearest first: the target with the services in front of it, for a node what
 * runs on it, and what needs any of these. The same map gives the same answer, whatever the order of its edges.
 */
export function blastRadiusOf(graph: TopologyGraph, targetKey: string, facts: BlastFacts): BlastRadius {
  const residents = residentsOf(graph, targetKey);
  const reached = new Map<string, number>([[targetKey, 0], ...frontsOf(graph, targetKey).map((key): [string, number] => [key, 0])]);
  const near = (key: string, hops: number) => reached.set(key, Math.min(hops, reached.get(key) ?? Infinity));
  for (const key of residents) near(key, 1);
  const dependents = dependentsOf(graph, targetKey, facts.maxHops);
  for (const step of dependents) near(step.key, step.hops);
  for (const resident of residents) for (const step of dependentsOf(graph, resident, facts.maxHops - 1)) near(step.key, step.hops + 1);
  const ageMs = graph.observedAt === null ? null : facts.now.getTime() - graph.observedAt.getTime();
  const known = [...reached]
    .sort(([a, aHops], [b, bHops]) => aHops - bHops || Number(b === targetKey) - Number(a === targetKey) || a.localeCompare(b))
    .flatMap(([key, hops]) => {
      const entity = graph.entities.get(key);
      return entity === undefined ? [] : [{ key, entity: entity.ref, hops }];
    });
  return {
    entities: known.map(({ entity, hops }) => ({ entity, hops })),
    edges: edgesAmong(graph, known.slice(0, drawnEntities).map(({ key }) => key)),
    expectedDowntimeSeconds: downtimeSeconds(facts),
    trafficShareRatio: trafficShare(graph, targetKey, dependents, facts.requestRates),
    topologyAgeSeconds: ageMs === null ? null : Math.round(ageMs / 1000),
    stale: ageMs === null || ageMs > facts.staleMs,
  };
}
