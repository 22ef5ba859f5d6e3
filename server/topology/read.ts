import { eq } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { Database, Transaction } from "../platform/db/client";
import type { TopologyGraph } from "./rules";
import { entities, entityEdges, topologyRevisions } from "./table";

/** The maps read last, by revision: a name of its own for each state of each database. */
const readBefore = new Map<Origin, { readonly revision: string; readonly graph: TopologyGraph }>();

/**
 * The stored map of one origin; empty when nobody has been read yet. The same object until it is written anew: a large map takes
 * longer to read than a delivery to digest. What is read beside a writing goes under the older revision, and is read again.
 */
export async function readTopology(db: Database | Transaction, origin: Origin): Promise<TopologyGraph> {
  const [current] = await db.select({ revision: topologyRevisions.revision }).from(topologyRevisions).where(eq(topologyRevisions.origin, origin));
  const known = readBefore.get(origin);
  if (current !== undefined && known?.revision === current.revision) return known.graph;
  const graph = await readWhole(db, origin);
  if (current !== undefined) readBefore.set(origin, { revision: current.revision, graph });
  return graph;
}

/** Its age is that of the oldest cluster: what people declared does not age. */
async function readWhole(db: Database | Transaction, origin: Origin): Promise<TopologyGraph> {
  const nodes = await db
    .select({ key: entities.key, ref: entities.ref, stateful: entities.stateful, declaredStateful: entities.declaredStateful, replicas: entities.replicas, reader: entities.reader, observedAt: entities.observedAt })
    .from(entities)
    .where(eq(entities.origin, origin));
  const edges = await db.select({ fromKey: entityEdges.fromKey, toKey: entityEdges.toKey, relation: entityEdges.relation }).from(entityEdges).where(eq(entityEdges.origin, origin));
  const read = nodes.filter((node) => node.reader === "kubernetes");
  const dated = read.length > 0 ? read : nodes;
  const oldest = dated.reduce<Date | null>((least, node) => (least === null || node.observedAt < least ? node.observedAt : least), null);
  return { entities: new Map(nodes.map((node) => [node.key, { ref: node.ref, stateful: node.stateful || node.declaredStateful, replicas: node.replicas }])), edges, observedAt: oldest };
}
