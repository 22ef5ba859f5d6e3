import type { Deployment } from "../world/objects";
import type { World } from "../world/world";
import { badRequest, conflict } from "./status";
import { writeDeployment } from "./write-deployment";

/** The autoscaling/v1 Scale of a Deployment. */
export function scaleOf(deployment: Deployment): Record<string, unknown> {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = deployment.metadata;
  const labels = Object.entries(deployment.spec.selector.matchLabels ?? {});
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: deployment.spec.replicas },
    status: { replicas: deployment.status.replicas ?? 0, selector: labels.map(([key, value]) => `${key}=${value}`).join(",") },
  };
}

/**
 * Sets the replicas of a Deployment from a Scale object and returns the new Scale.
 * @throws {KubeError} 400 for something that is no Scale, 409 for an old one, 422 for a negative number.
 */
export function writeScale(world: World, deployment: Deployment, wanted: unknown, dryRun: boolean): Record<string, unknown> {
  const metadata = field(wanted, "metadata");
  const version = field(metadata, "resourceVersion");
  if (version && version !== deployment.metadata.resourceVersion) throw conflict(deployment.metadata.name);
  const replicas = field(field(wanted, "spec"), "replicas") ?? 0;
  if (typeof replicas !== "number") throw badRequest("the object provided is not a valid Scale");
  return scaleOf(writeDeployment(world, deployment, { metadata: deployment.metadata, spec: { ...deployment.spec, replicas } }, dryRun));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
