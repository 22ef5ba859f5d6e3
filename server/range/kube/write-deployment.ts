import { isDeepStrictEqual } from "node:util";
import type { Deployment } from "../world/objects";
import type { World } from "../world/world";
import { badRequest, conflict, invalid, notFound } from "./status";

/**
 * Stores what a client wants a Deployment to be, or only says what would be stored. Identity and status stay what they
 * are; the selector never changes.
 * @throws {KubeError} 400, 404, 409 or 422 as the API server would answer.
 */
export function writeDeployment(world: World, current: Deployment, wanted: unknown, dryRun: boolean): Deployment {
  const next = merge(current, wanted);
  validate(current, next);
  if (!dryRun) return world.store.replace("deployments", next);
  const specChanged = !isDeepStrictEqual(current.spec, next.spec);
  const generation = (current.metadata.generation ?? 0) + (specChanged ? 1 : 0);
  return { ...next, metadata: { ...next.metadata, generation } };
}

/** The Deployment of that name. */
export function findDeployment(world: World, namespace: string | undefined, name: string): Deployment {
  const deployment = world.store.get("deployments", namespace, name);
  if (!deployment) throw notFound("deployments", "apps", name);
  return deployment;
}

function merge(current: Deployment, wanted: unknown): Deployment {
  if (!isDeployment(wanted)) throw badRequest("the object provided is not a valid Deployment");
  const { metadata } = wanted;
  const name = current.metadata.name;
  if (metadata.name !== undefined && metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  if (metadata.namespace !== undefined && metadata.namespace !== current.metadata.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (metadata.uid && metadata.uid !== current.metadata.uid) throw conflict(name);
  if (metadata.resourceVersion && metadata.resourceVersion !== current.metadata.resourceVersion) throw conflict(name);
  const { uid, resourceVersion, creationTimestamp, generation, namespace } = current.metadata;
  return {
    ...current,
    metadata: { ...metadata, name, namespace, uid, resourceVersion, creationTimestamp, generation },
    spec: { ...wanted.spec, replicas: wanted.spec.replicas ?? 1 },
    status: current.status,
  };
}

function validate(current: Deployment, next: Deployment): void {
  const causes: { field: string; message: string }[] = [];
  const refuse = (field: string, message: string) => causes.push({ field, message });
  const { spec } = next;
  if (!Number.isInteger(spec.replicas) || spec.replicas < 0) refuse("spec.replicas", `Invalid value: ${JSON.stringify(spec.replicas)}: must be greater than or equal to 0`);
  if (!isDeepStrictEqual(spec.selector, current.spec.selector)) refuse("spec.selector", "Invalid value: field is immutable");
  const labels = spec.template?.metadata?.labels ?? {};
  const selected = Object.entries(current.spec.selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  if (!selected) refuse("spec.template.metadata.labels", "Invalid value: `selector` does not match template `labels`");
  for (const [kind, map] of [["labels", next.metadata.labels], ["annotations", next.metadata.annotations]] as const) {
    if (Object.values(map ?? {}).some((value) => typeof value !== "string")) refuse(`metadata.${kind}`, "Invalid value: values must be strings");
  }
  const containers = spec.template?.spec?.containers;
  if (!Array.isArray(containers) || containers.length === 0) refuse("spec.template.spec.containers", "Required value");
  else {
    containers.forEach((container, index) => {
      if (!container.name) refuse(`spec.template.spec.containers[${index}].name`, "Required value");
      if (!container.image) refuse(`spec.template.spec.containers[${index}].image`, "Required value");
    });
  }
  if (causes.length > 0) throw invalid(current.metadata.name, causes);
}

function isDeployment(value: unknown): value is { metadata: Partial<Deployment["metadata"]>; spec: Deployment["spec"] } {
  const isMap = (part: unknown) => typeof part === "object" && part !== null && !Array.isArray(part);
  return isMap(value) && isMap(Reflect.get(Object(value), "metadata")) && isMap(Reflect.get(Object(value), "spec"));
}
