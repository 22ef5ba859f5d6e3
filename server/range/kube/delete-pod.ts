import type { Call } from "../call";
import type { AnyObject, Pod } from "../world/objects";
import { beginDeletion } from "../world/pods";
import { isAlive } from "../world/pod-state";
import type { World } from "../world/world";
import { badRequest, conflict, success } from "./status";

/**
 * Begins the deletion of a pod and returns it as it is then; a dry run only returns it.
 * @throws {KubeError} 400 for a body that is none, 409 when a precondition does not hold.
 */
export function deletePod(world: World, call: Call, pod: Pod): AnyObject {
  const options = call.body.trim() === "" ? undefined : parse(call.body);
  const preconditions = field(options, "preconditions");
  for (const name of ["uid", "resourceVersion"] as const) {
    const wanted = field(preconditions, name);
    if (wanted && wanted !== pod.metadata[name]) throw conflict("pods", pod.metadata.name);
  }
  const dryRun = call.params.get("dryRun") === "All" || JSON.stringify(field(options, "dryRun")) === '["All"]';
  if (isAlive(pod) && !dryRun) beginDeletion(world, pod);
  return world.store.get("pods", pod.metadata.namespace, pod.metadata.name) ?? pod;
}

/** Evicts a pod, as `kubectl drain` asks for it; there are no disruption budgets here. */
export function evictPod(world: World, call: Call, pod: Pod): unknown {
  const options = field(parse(call.body), "deleteOptions");
  deletePod(world, { ...call, body: options === undefined ? "" : JSON.stringify(options) }, pod);
  return success();
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw badRequest("the object provided is unrecognized: not valid JSON");
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
