import { isResource, resources, type Resource } from "../world/objects";

/** What a resource path points at. */
export interface Route {
  /** The group and version in the path. */
  apiVersion: string;
  resource: Resource;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** Reads a resource path below `/api/v1` or `/apis/<group>/<version>`, or nothing when there is no such resource. */
export function readRoute(path: string): Route | undefined {
  const [, prefix, rest] = /^\/(api\/v1|apis\/apps\/v1|apis\/events\.k8s\.io\/v1)\/(.+?)\/?$/.exec(path) ?? [];
  if (prefix === undefined || rest === undefined) return undefined;
  const apiVersion = prefix.replace(/^apis?\//, "");
  const parts = rest.split("/").map(decodeURIComponent);
  const [scope, namespace, ...inside] = parts;
  const scoped = scope === "namespaces" && namespace !== undefined && isResource(inside[0] ?? "");
  const [resource = "", name, subresource, ...extra] = scoped ? inside : parts;
  if (!isResource(resource) || extra.length > 0) return undefined;
  const servedAs = apiVersion === "events.k8s.io/v1" ? resource === "events" : resources[resource].apiVersion === apiVersion;
  if (!servedAs || (scoped && !resources[resource].namespaced)) return undefined;
  if (!scoped && name !== undefined && resources[resource].namespaced) return undefined;
  return { apiVersion, resource, namespace: scoped ? namespace : undefined, name, subresource };
}
