import { eq } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { Database, Transaction } from "../platform/db/client";
import type { TopologyGraph } from "./rules";
import { entities, entityEdges } from "./table";

/** The stored map of one origin; empty when no cluster has been read yet. */
export async function readTopology(db: Database | Transaction, origin: Origin): Promise<TopologyGraph> {
  const nodes = await db.select().from(entities).where(eq(entities.origin, origin));
  const edges = await db.select().from(entityEdges).where(eq(entityEdges.origin, origin));
  const oldest = nodes.reduce<Date | null>((least, node) => (least === null || node.observedAt < least ? node.observedAt : least), null);
  return { entities: new Map(nodes.map((node) => [node.key, { ref: node.ref, stateful: node.stateful, replicas: node.replicas }])), edges, observedAt: oldest };
}
