import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { Origin } from "@/lib/contracts/common";
import type { EntityRef } from "@/lib/contracts/entity";
import type { EdgeRelation, TopologyReader } from "@/lib/contracts/topology";
import { instant } from "../platform/db/columns";

/** Things the readers reported, each with the time it was last seen and the surest reader that saw it. `key` is `entityKey(ref)`. */
export const entities = pgTable(
  "entities",
  {
    id: text().notNull().unique(),
    origin: text().$type<Origin>().notNull(),
    key: text().notNull(),
    ref: jsonb().$type<EntityRef>().notNull(),
    stateful: boolean().notNull(),
    /** The declared file says that it keeps data, whatever the cluster shows. */
    declaredStateful: boolean().notNull().default(false),
    replicas: integer(),
    labels: jsonb().$type<Record<string, string>>().notNull(),
    reader: text().$type<TopologyReader>().notNull().default("kubernetes"),
    observedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.key] })],
);

/** Who needs whom: `from` depends on, runs on, routes to or deploys `to`. */
export const entityEdges = pgTable(
  "entity_edges",
  {
    origin: text().$type<Origin>().notNull(),
    fromKey: text().notNull(),
    toKey: text().notNull(),
    relation: text().$type<EdgeRelation>().notNull(),
    reader: text().$type<TopologyReader>().notNull().default("kubernetes"),
    observedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.fromKey, t.toKey, t.relation] }), index("entity_edges_to").on(t.origin, t.toKey)],
);

/** Which state of the map of an origin is stored: a new name with every writing, so that whoever read it knows whether it still holds. */
export const topologyRevisions = pgTable("topology_revisions", {
  origin: text().$type<Origin>().primaryKey(),
  revision: text().notNull(),
});
