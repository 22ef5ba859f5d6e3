import { eq } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { TopologyMap, TopologyReader } from "@/lib/contracts/topology";
import type { Ctx } from "../platform/ctx";
import { tunables } from "../platform/tunables";
import { readTopology } from "./read";
import { behindOf, dependencyDistances, frontsOf, hostsOf, repositoriesOf, residentsOf, type TopologyGraph } from "./rules";
import { entities, entityEdges } from "./table";

/** What is within some hops of an entity, with where it runs and what routes to it. */
function neighbourhood(graph: TopologyGraph, around: string, hops: number): ReadonlySet<string> {
  const near = [around, ...dependencyDistances(graph, around, hops).keys()];
  return new Set(near.flatMap((key) => [key, ...frontsOf(graph, key), ...behindOf(graph, key), ...hostsOf(graph, key), ...repositoriesOf(graph, key), ...(key === around ? residentsOf(graph, key) : [])]));
}

/** The map of one origin as the contract shows it, in the order of keys; every piece with its age and whether that is too old for its reader. */
export async function describeTopology(ctx: Ctx, input: { origin: Origin; around?: string | undefined; hops: number; limit: number }): Promise<TopologyMap> {
  const now = ctx.now();
  const graph = await readTopology(ctx.db, input.origin);
  const near = input.around === undefined ? null : neighbourhood(graph, input.around, input.hops);
  const dated = (observedAt: Date, reader: TopologyReader) => {
    const ageMs = Math.max(0, now.getTime() - observedAt.getTime());
    return { reader, observedAt: observedAt.toISOString(), ageSeconds: Math.round(ageMs / 1000), stale: ageMs > (reader === "labels" ? tunables.labelledEntityTtlMs : tunables.topologyStaleMs) };
  };
  const rows = (await ctx.db.select().from(entities).where(eq(entities.origin, input.origin)).orderBy(entities.key)).filter((row) => near === null || near.has(row.key));
  const shown = rows.slice(0, input.limit);
  const keys = new Set(shown.map((row) => row.key));
  const edges = (await ctx.db.select().from(entityEdges).where(eq(entityEdges.origin, input.origin)).orderBy(entityEdges.fromKey, entityEdges.toKey)).filter((edge) => keys.has(edge.fromKey) && keys.has(edge.toKey));
  return {
    origin: input.origin,
    observedAt: graph.observedAt?.toISOString() ?? null,
    stale: graph.observedAt === null || now.getTime() - graph.observedAt.getTime() > tunables.topologyStaleMs,
    truncated: rows.length > shown.length,
    entities: shown.map((row) => ({ key: row.key, entity: row.ref, stateful: row.stateful || row.declaredStateful, replicas: row.replicas, ...dated(row.observedAt, row.reader) })),
    edges: edges.map((edge) => ({ fromKey: edge.fromKey, toKey: edge.toKey, relation: edge.relation, ...dated(edge.observedAt, edge.reader) })),
  };
}
