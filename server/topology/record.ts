import { and, eq, lt, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { entityKey } from "@/lib/contracts/entity";
import { newId } from "@/lib/ids";
import type { TopologySnapshot } from "../evidence/port";
import type { Ctx } from "../platform/ctx";
import { entities, entityEdges } from "./table";

/** Makes the stored map of one cluster equal to what it reported just now; what it no longer reports is forgotten. */
export async function recordTopology(ctx: Ctx, input: { origin: Origin; cluster: string; snapshot: TopologySnapshot }): Promise<void> {
  const { origin, snapshot } = input;
  const observedAt = snapshot.observedAt;
  const ofCluster = entityKey({ cluster: input.cluster, kind: "node", namespace: "", name: "" });
  await ctx.db.transaction(async (tx) => {
    if (snapshot.entities.length > 0) {
      await tx
        .insert(entities)
        .values(snapshot.entities.map((entity) => ({ id: newId("entity"), origin, key: entityKey(entity.ref), ref: entity.ref, stateful: entity.stateful, replicas: entity.replicas, labels: { ...entity.labels }, observedAt })))
        .onConflictDoUpdate({
          target: [entities.origin, entities.key],
          set: { ref: sql`excluded.ref`, stateful: sql`excluded.stateful`, replicas: sql`excluded.replicas`, labels: sql`excluded.labels`, observedAt: sql`excluded.observed_at` },
        });
    }
    if (snapshot.edges.length > 0) {
      await tx
        .insert(entityEdges)
        .values(snapshot.edges.map((edge) => ({ origin, fromKey: entityKey(edge.from), toKey: entityKey(edge.to), relation: edge.relation, observedAt })))
        .onConflictDoUpdate({ target: [entityEdges.origin, entityEdges.fromKey, entityEdges.toKey, entityEdges.relation], set: { observedAt: sql`excluded.observed_at` } });
    }
    await tx.delete(entities).where(and(eq(entities.origin, origin), lt(entities.observedAt, observedAt), sql`${entities.ref}->>'cluster' = ${input.cluster}`));
    await tx.delete(entityEdges).where(and(eq(entityEdges.origin, origin), lt(entityEdges.observedAt, observedAt), sql`split_part(${entityEdges.fromKey}, '/', 1) = split_part(${ofCluster}, '/', 1)`));
  });
}
