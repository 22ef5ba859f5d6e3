import { isDeepStrictEqual } from "node:util";
import { hasGeneration, resources, type AnyObject, type Objects, type Resource } from "../world/objects";
import type { World } from "../world/world";
import { badRequest, conflict, invalid } from "./status";
import { validateWorkload } from "./validate-workload";

/** Resources a client may change, and what of them. */
const writable = {
  deployments: "spec",
  statefulsets: "spec",
  daemonsets: "spec",
  nodes: "spec",
  configmaps: "data",
  persistentvolumeclaims: "metadata",
  pods: "metadata",
} as const satisfies Partial<Record<Resource, "spec" | "data" | "metadata">>;

/** A resource a client may change. */
export type WritableResource = keyof typeof writable;

/** True for a resource a client may change. */
export function isWritable(resource: Resource): resource is WritableResource {
  return Object.hasOwn(writable, resource);
}

/**
 * Stores what a client wants an object to be, or only says what would be stored. Identity and status stay what they are, and so
 * does everything the resource does not let a client change.
 * @throws {KubeError} 400, 409 or 422 as the API server would answer.
 */
export function writeObject<R extends WritableResource>(world: World, resource: R, current: Objects[R], wanted: unknown, dryRun: boolean): Objects[R] {
  const next = merge(resource, current, wanted);
  const causes = [...labelFaults(next), ...validateWorkload(current, next)];
  if (causes.length > 0) throw invalid(resource, current.metadata.name, causes);
  if (!dryRun) return world.store.replace<R>(resource, next);
  const specChanged = !isDeepStrictEqual(partOf(current, "spec"), partOf(next, "spec"));
  if (!hasGeneration(resource)) return next;
  return { ...next, metadata: { ...next.metadata, generation: (current.metadata.generation ?? 0) + (specChanged ? 1 : 0) } };
}

function merge<R extends WritableResource>(resource: R, current: Objects[R], wanted: unknown): Objects[R] {
  const metadata = partOf(wanted, "metadata");
  const part = writable[resource];
  const content = partOf(wanted, part);
  if (!isMap(metadata) || (part !== "data" && !isMap(content))) throw badRequest(`the object provided is not a valid ${resources[resource].kind}`);
  const name = current.metadata.name;
  const given = (field: string) => partOf(metadata, field);
  if (given("name") !== undefined && given("name") !== name) throw badRequest(`the name of the object (${String(given("name"))}) does not match the name on the URL (${name})`);
  if (given("namespace") !== undefined && given("namespace") !== current.metadata.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  for (const field of ["uid", "resourceVersion"] as const) {
    if (given(field) && given(field) !== current.metadata[field]) throw conflict(resource, name);
  }
  const { uid, resourceVersion, creationTimestamp, generation, namespace, deletionTimestamp, ownerReferences } = current.metadata;
  const kept = { name, namespace, uid, resourceVersion, creationTimestamp, generation, deletionTimestamp, ownerReferences };
  const changed = { ...metadata, ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) };
  return { ...current, metadata: changed, ...(part === "metadata" ? {} : { [part]: withDefaults(resource, content) }) } as Objects[R];
}

function withDefaults(resource: WritableResource, content: unknown): unknown {
  const counts = resource === "deployments" || resource === "statefulsets";
  return counts && isMap(content) ? { ...content, replicas: content["replicas"] ?? 1 } : content;
}

function labelFaults(next: AnyObject): { field: string; message: string }[] {
  const maps = [["labels", next.metadata.labels], ["annotations", next.metadata.annotations]] as const;
  return maps.flatMap(([kind, map]) =>
    Object.values(map ?? {}).some((value) => typeof value !== "string") ? [{ field: `metadata.${kind}`, message: "Invalid value: values must be strings" }] : [],
  );
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isMap(part: unknown): part is Record<string, unknown> {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}
