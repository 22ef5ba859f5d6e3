import { z } from "zod";

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

/** How people call an entity: `namespace/name`, or its name alone. */
export function entityName(key: string): string {
  const [, , namespace = "", ...name] = key.split("/");
  return namespace === "" ? name.join("/") : `${unslashed(namespace)}/${name.join("/")}`;
}

/** One text per identity, for maps and keys: `cluster/kind/namespace/name`, where `%2F` stands for a slash of cluster or namespace, as in the ARN of an EKS cluster. */
export function entityKey(ref: EntityRef): string {
  return `${slashed(ref.cluster)}/${ref.kind}/${slashed(ref.namespace)}/${ref.name}`;
}

function slashed(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("/", "%2F");
}

function unslashed(text: string): string {
  return !text.includes("%") ? text : text.replaceAll("%2F", "/").replaceAll("%25", "%");
}
