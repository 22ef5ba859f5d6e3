import { eq } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { Database, Transaction } from "../platform/db/client";
import type { TopologyGraph } from "./rules";
import { entities, entityEdges } from "./table";

/** The stored map of one origin; empty when nobody has been read yet. Its age is that of the oldest cluster: what people declared does not age. */
export async function readTopology(db: Database | Transaction, origin: Origin): Promise<TopologyGraph> {
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
