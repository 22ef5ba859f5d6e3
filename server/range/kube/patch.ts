import { applyPatch, type Operation } from "rfc6902";
import { badRequest, patchDoesNotApply, unsupportedMediaType } from "./status";

type JsonObject = Record<string, unknown>;

/** Lists that a strategic merge patch merges by a key instead of replacing them. */
const mergeKeys: Record<string, string> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  ports: "containerPort",
  volumes: "name",
  volumeMounts: "mountPath",
  imagePullSecrets: "name",
  ownerReferences: "uid",
  conditions: "type",
};

/**
 * A patched copy of an object, by the media type of the patch.
 * @throws {KubeError} 400 for a body that is no patch, 415 for an unknown type, 422 for a JSON patch that does not fit.
 */
export function patchObject(object: object, contentType: string, body: string): unknown {
  const copy = structuredClone(object) as JsonObject;
  const patch = parse(body);
  switch (contentType) {
    case "application/json-patch+json":
      return applyJsonPatch(copy, patch);
    case "application/merge-patch+json":
      return mergeMaps(copy, asObject(patch));
    case "application/strategic-merge-patch+json":
      return mergeStrategically(copy, asObject(patch));
    default:
      throw unsupportedMediaType();
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw badRequest(`error decoding patch: ${error instanceof Error ? error.message : "not JSON"}`);
  }
}

function asObject(patch: unknown): JsonObject {
  if (!isObject(patch)) throw badRequest("error decoding patch: a merge patch must be an object");
  return patch;
}

function applyJsonPatch(target: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch) || !patch.every((operation) => isObject(operation) && typeof operation["op"] === "string" && typeof operation["path"] === "string")) {
    throw badRequest("error decoding patch: a JSON patch must be a list of operations");
  }
  const unsafe = patch.some((operation: JsonObject) => /(^|\/)(__proto__|constructor|prototype)(\/|$)/.test(`${String(operation["path"])}/${String(operation["from"] ?? "")}`));
  if (unsafe) throw patchDoesNotApply();
  const errors = applyPatch(target, patch as Operation[]);
  if (errors.some((error) => error !== null)) throw patchDoesNotApply();
  return target;
}

/** RFC 7386. */
function mergeMaps(target: unknown, patch: JsonObject): JsonObject {
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = isObject(value) ? mergeMaps(result[key], value) : value;
  }
  return result;
}

function mergeStrategically(target: unknown, patch: JsonObject): JsonObject {
  const { $patch: directive, ...fields } = patch;
  const result: JsonObject = isObject(target) && directive !== "replace" ? { ...target } : {};
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith("$")) continue;
    const mergeKey = mergeKeys[key];
    if (value === null) Reflect.deleteProperty(result, key);
    else if (Array.isArray(value) && mergeKey !== undefined && value.every(isObject)) result[key] = mergeLists(result[key], value, mergeKey);
    else result[key] = isObject(value) ? mergeStrategically(result[key], value) : value;
  }
  return result;
}

function mergeLists(target: unknown, patch: JsonObject[], mergeKey: string): JsonObject[] {
  let result: JsonObject[] = Array.isArray(target) ? target.filter(isObject) : [];
  if (patch.some((item) => item["$patch"] === "replace")) {
    result = [];
    patch = patch.filter((item) => item["$patch"] !== "replace");
  }
  for (const item of patch) {
    const index = result.findIndex((known) => known[mergeKey] === item[mergeKey]);
    if (item["$patch"] === "delete") result = result.filter((known) => known[mergeKey] !== item[mergeKey]);
    else if (index === -1) result = [...result, mergeStrategically({}, item)];
    else result = result.map((known, position) => (position === index ? mergeStrategically(known, item) : known));
  }
  return result;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
