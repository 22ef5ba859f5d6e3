import { json, type Call, type Reply } from "../call";
import { resources, type AnyObject } from "../world/objects";
import { isAlive } from "../world/pod-state";
import { beginDeletion } from "../world/replica-sets";
import type { World } from "../world/world";
import { discover } from "./discovery";
import { asEventsV1 } from "./events-v1";
import { patchObject } from "./patch";
import { readRoute, type Route } from "./route";
import { scaleOf, writeScale } from "./scale";
import { readFieldSelector, readLabelSelector } from "./selectors";
import { badRequest, failure, KubeError, methodNotAllowed, notFound, unsupportedMediaType } from "./status";
import { openWatch } from "./watch";
import { findDeployment, writeDeployment } from "./write-deployment";

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
  if (isTrue(params.get("watch"))) {
    const version = params.get("resourceVersion");
    const seconds = Number(params.get("timeoutSeconds") ?? 0);
    return openWatch(world.store, {
      resource: route.resource,
      filter,
      render: renderer(route),
      since: version ? Number(version) : undefined,
      timeoutMs: seconds > 0 ? seconds * 1_000 : defaultWatchMs,
    });
  }
  const items = world.store.list<typeof route.resource>(route.resource).filter(filter);
  return json(200, {
    kind: `${resources[route.resource].kind}List`,
    apiVersion: route.apiVersion,
    metadata: { resourceVersion: String(world.store.version) },
    items: items.map(renderer(route)),
  });
}

function answerObject(world: World, call: Call, route: Route, name: string): Reply {
  const { resource, namespace, subresource } = route;
  if (subresource !== undefined && !(resource === "deployments" && subresource === "scale")) throw notFound();
  const object = world.store.get(resource, namespace, name);
  const group = route.apiVersion.includes("/") ? route.apiVersion.split("/")[0] : undefined;
  if (!object) throw notFound(resource, group, name);
  switch (call.method) {
    case "GET":
      return json(200, subresource === "scale" ? scaleOf(findDeployment(world, namespace, name)) : renderer(route)(object));
    case "PATCH":
    case "PUT":
      if (resource !== "deployments") throw methodNotAllowed();
      return json(200, change(world, call, route, name));
    case "DELETE":
      if (resource !== "pods") throw methodNotAllowed();
      return json(200, deletePod(world, call, namespace, name));
    default:
      throw methodNotAllowed();
  }
}

function change(world: World, call: Call, route: Route, name: string): unknown {
  const deployment = findDeployment(world, route.namespace, name);
  const isScale = route.subresource === "scale";
  const present = isScale ? scaleOf(deployment) : deployment;
  const wanted = call.method === "PATCH" ? patchObject(present, call.contentType, call.body) : readBody(call);
  const dryRun = call.params.get("dryRun") === "All";
  return isScale ? writeScale(world, deployment, wanted, dryRun) : writeDeployment(world, deployment, wanted, dryRun);
}

function deletePod(world: World, call: Call, namespace: string | undefined, name: string): AnyObject {
  const pod = world.store.get("pods", namespace, name);
  if (!pod) throw notFound("pods", undefined, name);
  if (isAlive(pod) && call.params.get("dryRun") !== "All") beginDeletion(world, pod);
  return world.store.get("pods", namespace, name) ?? pod;
}

function readBody(call: Call): unknown {
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
