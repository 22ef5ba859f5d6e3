import type { BlastRadius } from "@/lib/contracts/decision";
import { dependentsOf, type TopologyGraph } from "../../topology/rules";

/** Everything that may feel an action on the target: the target and what needs it, nearest first. */
export function blastRadiusOf(graph: TopologyGraph, targetKey: string, input: { readonly replicas: number; readonly now: Date; readonly maxHops: number; readonly staleMs: number }): BlastRadius {
  const reached = [{ key: targetKey, hops: 0 }, ...dependentsOf(graph, targetKey, input.maxHops)];
  const ageMs = graph.observedAt === null ? null : input.now.getTime() - graph.observedAt.getTime();
  return {
    entities: reached.flatMap(({ key, hops }) => {
      const entity = graph.entities.get(key);
      return entity === undefined ? [] : [{ entity: entity.ref, hops }];
    }),
    // A rolling change of two or more replicas keeps one serving; a single one is away while it starts.
    expectedDowntimeSeconds: input.replicas >= 2 ? 0 : 30,
    topologyAgeSeconds: ageMs === null ? null : Math.round(ageMs / 1000),
    stale: ageMs === null || ageMs > input.staleMs,
  };
}
