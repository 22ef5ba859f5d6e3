import type { Objects, Resource } from "../world/objects";
import type { World } from "../world/world";
import { badRequest, conflict } from "./status";
import { writeObject } from "./write-object";

/** A resource with a `scale` subresource. */
export type ScalableResource = "deployments" | "statefulsets";

/** True for a resource with a `scale` subresource. */
export function isScalable(resource: Resource): resource is ScalableResource {
  return resource === "deployments" || resource === "statefulsets";
}

/** The autoscaling/v1 Scale of a workload. */
export function scaleOf(object: Objects[ScalableResource]): Record<string, unknown> {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = Object.entries(object.spec.selector.matchLabels ?? {});
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: object.spec.replicas },
    status: { replicas: object.status.replicas ?? 0, selector: labels.map(([key, value]) => `${key}=${value}`).join(",") },
  };
}

/**
 * Sets the replicas of a workload from a Scale object and returns the new Scale.
 * @throws {KubeError} 400 for something that is no Scale, 409 for an old one, 422 for a negative number.
 */
export function writeScale<R extends ScalableResource>(world: World, resource: R, current: Objects[R], wanted: unknown, dryRun: boolean): Record<string, unknown> {
  const metadata = field(wanted, "metadata");
  for (const name of ["uid", "resourceVersion"] as const) {
    const given = field(metadata, name);
    if (given && given !== current.metadata[name]) throw conflict(resource, current.metadata.name);
  }
  const replicas = field(field(wanted, "spec"), "replicas") ?? 0;
  if (typeof replicas !== "number") throw badRequest("the object provided is not a valid Scale");
  return scaleOf(writeObject(world, resource, current, { metadata: current.metadata, spec: { ...current.spec, replicas } }, dryRun));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
