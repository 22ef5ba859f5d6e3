import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { Origin } from "@/lib/contracts/common";
import type { EntityRef } from "@/lib/contracts/entity";
import { instant } from "../platform/db/columns";

/** Things the clusters reported, each with the time it was last seen. `key` is `entityKey(ref)`. */
export const entities = pgTable(
  "entities",
  {
    id: text().notNull().unique(),
    origin: text().$type<Origin>().notNull(),
    key: text().notNull(),
    ref: jsonb().$type<EntityRef>().notNull(),
    stateful: boolean().notNull(),
    replicas: integer(),
    labels: jsonb().$type<Record<string, string>>().notNull(),
    observedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.key] })],
);

/** Who needs whom: `from` depends on, runs on or routes to `to`. */
export const entityEdges = pgTable(
  "entity_edges",
  {
    origin: text().$type<Origin>().notNull(),
    fromKey: text().notNull(),
    toKey: text().notNull(),
    relation: text().$type<"depends_on" | "runs_on" | "selects">().notNull(),
    observedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.fromKey, t.toKey, t.relation] }), index("entity_edges_to").on(t.origin, t.toKey)],
);
