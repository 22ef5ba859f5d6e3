import { randomUUID } from "node:crypto";
import { and, eq, lt, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { entityKey } from "@/lib/contracts/entity";
import type { TopologyReader } from "@/lib/contracts/topology";
import { newId } from "@/lib/ids";
import type { TopologySnapshot } from "../evidence/port";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { entities, entityEdges, topologyRevisions } from "./table";

/** Rows of one statement; each goes as one JSON parameter, so that the limit of 65,535 parameters is far. */
const chunkSize = 5_000;

/** A reader may only overwrite what it, or a less sure one, wrote. */
const surer = (table: "entities" | "entity_edges") => sql.raw(`array_position(array['labels','declared','kubernetes'], excluded.reader) >= array_position(array['labels','declared','kubernetes'], ${table}.reader)`);

async function inChunks<T>(rows: readonly T[], write: (json: string) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += chunkSize) await write(JSON.stringify(rows.slice(from, from + chunkSize)));
}

async function writeEntities(tx: Transaction, origin: Origin, reader: TopologyReader, snapshot: TopologySnapshot): Promise<void> {
  const observedAt = snapshot.observedAt.toISOString();
  const rows = [...new Map(snapshot.entities.map((entity) => [entityKey(entity.ref), entity])).entries()].map(([key, entity]) => ({ id: newId("entity"), key, ref: entity.ref, stateful: entity.stateful, replicas: entity.replicas, labels: entity.labels }));
  await inChunks(rows, (json) =>
    tx.execute(sql`
      insert into entities (id, origin, key, ref, stateful, declared_stateful, replicas, labels, reader, observed_at)
      select id, ${origin}, key, ref, stateful, ${reader} = 'declared' and stateful, replicas, labels, ${reader}, ${observedAt}::timestamptz
      from jsonb_to_recordset(${json}::jsonb) as row(id text, key text, ref jsonb, stateful boolean, replicas integer, labels jsonb)
      on conflict (origin, key) do update set
        ref = excluded.ref, stateful = excluded.stateful, replicas = excluded.replicas, labels = excluded.labels, reader = excluded.reader, observed_at = excluded.observed_at
      where ${surer("entities")}`),
  );
  if (reader !== "declared") return;
  const stateful = rows.filter((row) => row.stateful).map((row) => row.key);
  await tx.execute(sql`update entities set declared_stateful = (key in (select jsonb_array_elements_text(${JSON.stringify(stateful)}::jsonb)))
    where origin = ${origin} and declared_stateful <> (key in (select jsonb_array_elements_text(${JSON.stringify(stateful)}::jsonb)))`);
}

async function writeEdges(tx: Transaction, origin: Origin, reader: TopologyReader, snapshot: TopologySnapshot): Promise<void> {
  const rows = snapshot.edges.map((edge) => ({ from_key: entityKey(edge.from), to_key: entityKey(edge.to), relation: edge.relation }));
  const distinct = [...new Map(rows.map((row) => [`${row.from_key}\n${row.relation}\n${row.to_key}`, row])).values()];
  await inChunks(distinct, (json) =>
    tx.execute(sql`
      insert into entity_edges (origin, from_key, to_key, relation, reader, observed_at)
      select ${origin}, from_key, to_key, relation, ${reader}, ${snapshot.observedAt.toISOString()}::timestamptz
      from jsonb_to_recordset(${json}::jsonb) as row(from_key text, to_key text, relation text)
      on conflict (origin, from_key, to_key, relation) do update set reader = excluded.reader, observed_at = excluded.observed_at
      where ${surer("entity_edges")}`),
  );
}

/**
 * Makes what one reader knows of the map equal to what it reports now, in one commit: what it no longer reports is forgotten, what
 * a surer reader said stays. With `cluster` it speaks of that cluster only, else of everything it ever reported. Any size works.
 */
export async function recordTopology(ctx: Ctx, input: { origin: Origin; cluster: string | null; snapshot: TopologySnapshot; reader?: TopologyReader; forgetBefore?: Date }): Promise<void> {
  const { origin, snapshot, cluster, reader = "kubernetes" } = input;
  const forgetBefore = input.forgetBefore ?? snapshot.observedAt;
  // Keys begin with the cluster's name as `entityKey` writes it.
  const prefix = cluster === null ? null : (entityKey({ cluster, kind: "node", namespace: "", name: "x" }).split("/")[0] ?? "");
  await ctx.db.transaction(async (tx) => {
    await writeEntities(tx, origin, reader, snapshot);
    await writeEdges(tx, origin, reader, snapshot);
    await tx.delete(entities).where(and(eq(entities.origin, origin), eq(entities.reader, reader), lt(entities.observedAt, forgetBefore), prefix === null ? undefined : sql`split_part(${entities.key}, '/', 1) = ${prefix}`));
    await tx.delete(entityEdges).where(and(eq(entityEdges.origin, origin), eq(entityEdges.reader, reader), lt(entityEdges.observedAt, forgetBefore), prefix === null ? undefined : sql`split_part(${entityEdges.fromKey}, '/', 1) = ${prefix}`));
    const revision = randomUUID();
    await tx.insert(topologyRevisions).values({ origin, revision }).onConflictDoUpdate({ target: topologyRevisions.origin, set: { revision } });
  });
}
