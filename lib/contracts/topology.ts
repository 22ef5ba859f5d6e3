import { z } from "zod";
import { origin, timestamp } from "./common";
import { entityRef } from "./entity";
import { defineOperation } from "./operation";

/** `from` needs `to`, has pods on `to`, routes to `to`, or is the repository that `to` is deployed from. */
export const edgeRelation = z.enum(["depends_on", "runs_on", "selects", "deploys"]).meta({ id: "EdgeRelation" });
export type EdgeRelation = z.infer<typeof edgeRelation>;

/** Who said so: a cluster's API, the declared file, or the labels of signals. */
export const topologyReader = z.enum(["kubernetes", "declared", "labels"]).meta({ id: "TopologyReader" });
export type TopologyReader = z.infer<typeof topologyReader>;

/** A thing on the map, and how fresh the knowledge of it is. */
export const topologyEntity = z
  .object({
    key: z.string(),
    entity: entityRef,
    stateful: z.boolean().describe("Restarting it may cost data."),
    replicas: z.int().min(0).nullable(),
    reader: topologyReader,
    observedAt: timestamp,
    ageSeconds: z.number().min(0),
    stale: z.boolean().describe("Older than its reader's pace allows."),
  })
  .meta({ id: "TopologyEntity" });
export type TopologyEntityView = z.infer<typeof topologyEntity>;

/** A relation on the map, by the keys of its ends. */
export const topologyEdge = z
  .object({ fromKey: z.string(), toKey: z.string(), relation: edgeRelation, reader: topologyReader, observedAt: timestamp, ageSeconds: z.number().min(0), stale: z.boolean() })
  .meta({ id: "TopologyEdge" });
export type TopologyEdgeView = z.infer<typeof topologyEdge>;

export const topologyMap = z
  .object({
    origin,
    observedAt: timestamp.nullable().describe("When the oldest of its clusters was last read; null before the first read."),
    stale: z.boolean(),
    truncated: z.boolean().describe("True when the map is larger than `limit` and the rest is left out."),
    entities: z.array(topologyEntity),
    edges: z.array(topologyEdge),
  })
  .meta({ id: "Topology" });
export type TopologyMap = z.infer<typeof topologyMap>;

export const getTopology = defineOperation({
  id: "getTopology",
  method: "GET",
  path: "/api/v1/topology",
  summary: "The map: entities, who needs whom, and how old each piece of knowledge is",
  role: "viewer",
  query: z.object({
    origin: origin.default("live"),
    around: z.string().max(1_100).optional().describe("Key of an entity: only what is within `hops` of it, either way."),
    hops: z.coerce.number().int().min(1).max(4).default(2),
    limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
  }),
  status: 200,
  response: topologyMap,
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});
