import { z } from "zod";
import { unslashed } from "./entity-key";

export { entityKey, entityName } from "./entity-key";

/** What a thing in the topology is. `workload` covers Deployment, StatefulSet and DaemonSet. */
export const entityKind = z.enum(["service", "workload", "node", "database", "host", "repository"]).meta({ id: "EntityKind" });
export type EntityKind = z.infer<typeof entityKind>;

/** The identity of an entity; the cluster is part of it, so equal names in two clusters stay two things. */
export const entityRef = z
  .object({
    cluster: z.string().max(253),
    kind: entityKind,
    namespace: z.string().max(253),
    name: z.string().min(1).max(253),
  })
  .meta({ id: "EntityRef", example: { cluster: "prod", kind: "workload", namespace: "shop", name: "checkout" } });
export type EntityRef = z.infer<typeof entityRef>;

/** The identity that `entityKey` wrote. */
export function parseEntityKey(key: string): EntityRef {
  const [cluster = "", kind = "", namespace = "", ...name] = key.split("/");
  return { cluster: unslashed(cluster), kind: entityKind.parse(kind), namespace: unslashed(namespace), name: name.join("/") };
}
