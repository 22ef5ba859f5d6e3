import { json, type Call, type Reply } from "../call";
import type { AnyObject } from "../world/objects";
import type { World } from "../world/world";
import { deletePod, evictPod } from "./delete-pod";
import { discover } from "./discovery";
import { asEventsV1 } from "./events-v1";
import { answerList } from "./list";
import { patchObject } from "./patch";
import { readRoute, type Route } from "./route";
import { isScalable, scaleOf, writeScale } from "./scale";
import { readFieldSelector, readLabelSelector } from "./selectors";
import { badRequest, failure, KubeError, methodNotAllowed, notFound, unsupportedMediaType } from "./status";
import { openWatch } from "./watch";
import { isWritable, writeObject } from "./write-object";

const defaultWatchMs = 30 * 60_000;

/** Answers one call to the Kubernetes API; a refusal is a Status object. */
export function answerKubernetes(world: World, call: Call): Reply {
  try {
    const document = discover(call.path.replace(/(.)\/$/, "$1"));
    if (document !== undefined) {
      if (call.method !== "GET") throw methodNotAllowed();
      return json(200, document);
    }
    const route = readRoute(call.path);
    if (!route) throw notFound();
    if (call.params.get("dryRun") !== null && call.params.get("dryRun") !== "All") throw badRequest("Invalid value for dryRun: supported values: \"All\"");
    return route.name === undefined ? answerCollection(world, call, route) : answerObject(world, call, route, route.name);
  } catch (error) {
    if (error instanceof KubeError) return json(error.facts.code, failure(error.facts));
    throw error;
  }
}

function answerCollection(world: World, call: Call, route: Route): Reply {
  if (call.method !== "GET") throw methodNotAllowed();
  const { params } = call;
  const tests = [readLabelSelector(params.get("labelSelector") ?? ""), readFieldSelector(route.resource, params.get("fieldSelector") ?? "")];
  const filter = (object: AnyObject) => (route.namespace === undefined || object.metadata.namespace === route.namespace) && tests.every((test) => test(object));
  if (!isTrue(params.get("watch"))) return json(200, answerList(world, route, params, filter, renderer(route)));
  const version = params.get("resourceVersion");
  if (version && !/^\d+$/.test(version)) throw badRequest(`Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`);
  const seconds = Number(params.get("timeoutSeconds") ?? 0);
  return openWatch(world.store, {
    resource: route.resource,
    apiVersion: route.apiVersion,
    filter,
    render: renderer(route),
    since: version ? Number(version) : undefined,
    timeoutMs: seconds > 0 ? seconds * 1_000 : defaultWatchMs,
    bookmarks: isTrue(params.get("allowWatchBookmarks")),
    initialEvents: isTrue(params.get("sendInitialEvents")),
  });
}

function answerObject(world: World, call: Call, route: Route, name: string): Reply {
  const { resource, namespace, subresource } = route;
  const object = world.store.get(resource, namespace, name);
  const group = route.apiVersion.includes("/") ? route.apiVersion.split("/")[0] : undefined;
  if (!object) throw notFound(resource, group, name);
  if (subresource !== undefined) return answerSubresource(world, call, route, name);
  switch (call.method) {
    case "GET":
      return json(200, renderer(route)(object));
    case "PATCH":
    case "PUT":
      if (!isWritable(resource)) throw methodNotAllowed();
      return json(200, writeObject(world, resource, world.store.get(resource, namespace, name) ?? gone(resource, name), wantedFrom(call, object), isDry(call)));
    case "DELETE":
      if (resource !== "pods") throw methodNotAllowed();
      return json(200, deletePod(world, call, world.store.get("pods", namespace, name) ?? gone(resource, name)));
    default:
      throw methodNotAllowed();
  }
}

function answerSubresource(world: World, call: Call, route: Route, name: string): Reply {
  const { resource, namespace, subresource } = route;
  if (resource === "pods" && subresource === "eviction") {
    if (call.method !== "POST") throw methodNotAllowed();
    return json(201, evictPod(world, call, world.store.get("pods", namespace, name) ?? gone(resource, name)));
  }
  if (!isScalable(resource) || subresource !== "scale") throw notFound();
  const workload = world.store.get(resource, namespace, name) ?? gone(resource, name);
  const scale = scaleOf(workload);
  if (call.method === "GET") return json(200, scale);
  if (call.method !== "PATCH" && call.method !== "PUT") throw methodNotAllowed();
  return json(200, writeScale(world, resource, workload, wantedFrom(call, scale), isDry(call)));
}

function gone(resource: string, name: string): never {
  throw notFound(resource, undefined, name);
}

function isDry(call: Call): boolean {
  return call.params.get("dryRun") === "All";
}

/** What the client wants an object to be: its own body, or a patch of what there is. */
function wantedFrom(call: Call, present: object): unknown {
  if (call.method === "PATCH") return patchObject(present, call.contentType, call.body);
  if (call.contentType !== "" && call.contentType !== "application/json") throw unsupportedMediaType();
  try {
    return JSON.parse(call.body) as unknown;
  } catch {
    throw badRequest("the object provided is unrecognized: not valid JSON");
  }
}

function renderer(route: Route): (object: AnyObject) => unknown {
  return route.apiVersion === "events.k8s.io/v1" ? asEventsV1 : (object) => object;
}

function isTrue(value: string | null): boolean {
  return value === "true" || value === "1";
}
