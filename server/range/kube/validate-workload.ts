import { isDeepStrictEqual } from "node:util";
import type { AnyObject, DaemonSet, Deployment, StatefulSet, Workload } from "../world/objects";

/** What the API server would refuse in a new state of a workload; nothing for any other object. */
export function validateWorkload(current: AnyObject, next: AnyObject): { field: string; message: string }[] {
  if (!isWorkload(current) || !isWorkload(next)) return [];
  const causes: { field: string; message: string }[] = [];
  const refuse = (field: string, message: string) => causes.push({ field, message });
  const replicas = "replicas" in next.spec ? next.spec.replicas : 0;
  if (!Number.isInteger(replicas) || replicas < 0) refuse("spec.replicas", `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`);
  if (!isDeepStrictEqual(next.spec.selector, current.spec.selector)) refuse("spec.selector", "Invalid value: field is immutable");
  for (const field of ["serviceName", "volumeClaimTemplates", "podManagementPolicy"] as const) {
    if (isStatefulSet(current) && isStatefulSet(next) && !isDeepStrictEqual(next.spec[field], current.spec[field])) refuse(`spec.${field}`, "Forbidden: updates to statefulset spec for this field are forbidden");
  }
  const labels = next.spec.template?.metadata?.labels ?? {};
  const selected = Object.entries(current.spec.selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  if (!selected) refuse("spec.template.metadata.labels", "Invalid value: `selector` does not match template `labels`");
  const containers = next.spec.template?.spec?.containers;
  if (!Array.isArray(containers) || containers.length === 0) refuse("spec.template.spec.containers", "Required value");
  else {
    containers.forEach((container, index) => {
      if (!container.name) refuse(`spec.template.spec.containers[${index}].name`, "Required value");
      if (!container.image) refuse(`spec.template.spec.containers[${index}].image`, "Required value");
    });
  }
  return causes;
}

function isWorkload(object: AnyObject): object is Workload {
  return isStatefulSet(object) || isDeployment(object) || isDaemonSet(object);
}

function isStatefulSet(object: AnyObject): object is StatefulSet {
  return object.kind === "StatefulSet";
}

function isDeployment(object: AnyObject): object is Deployment {
  return object.kind === "Deployment";
}

function isDaemonSet(object: AnyObject): object is DaemonSet {
  return object.kind === "DaemonSet";
}
