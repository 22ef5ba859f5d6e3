import { resources, type Resource } from "../world/objects";

/** Why a request failed, in the API server's words. */
export interface StatusFacts {
  code: number;
  reason: string;
  message: string;
  details?: Record<string, unknown>;
}

/** A refused request; its status becomes the answer. */
export class KubeError extends Error {
  override name = "KubeError";

  constructor(readonly facts: StatusFacts) {
    super(facts.message);
  }
}

/** A Status object as the API server sends it. */
export function failure({ code, reason, message, details }: StatusFacts): Record<string, unknown> {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, ...(details ? { details } : {}), code };
}

/** 401: no or a wrong token. */
export function unauthorized(): KubeError {
  return new KubeError({ code: 401, reason: "Unauthorized", message: "Unauthorized" });
}

/** 400: the request itself is wrong. */
export function badRequest(message: string): KubeError {
  return new KubeError({ code: 400, reason: "BadRequest", message });
}

/** 404: no object of that name, or no such path when no name is given. */
export function notFound(resource?: string, group?: string, name?: string): KubeError {
  if (!resource || !name) return new KubeError({ code: 404, reason: "NotFound", message: "the server could not find the requested resource", details: {} });
  const qualified = group ? `${resource}.${group}` : resource;
  return new KubeError({
    code: 404,
    reason: "NotFound",
    message: `${qualified} "${name}" not found`,
    details: { name, ...(group ? { group } : {}), kind: resource },
  });
}

/** 405: the resource exists, the verb does not. */
export function methodNotAllowed(): KubeError {
  return new KubeError({
    code: 405,
    reason: "MethodNotAllowed",
    message: "the server does not allow this method on the requested resource",
    details: {},
  });
}

/** 409: the object changed since it was read. */
export function conflict(resource: Resource, name: string): KubeError {
  const group = groupOf(resource);
  return new KubeError({
    code: 409,
    reason: "Conflict",
    message: `Operation cannot be fulfilled on ${group ? `${resource}.${group}` : resource} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    details: { name, ...(group ? { group } : {}), kind: resource },
  });
}

/** 415: a body of an unknown type. */
export function unsupportedMediaType(): KubeError {
  return new KubeError({
    code: 415,
    reason: "UnsupportedMediaType",
    message:
      "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json",
  });
}

/** 422: a body that is well formed and wrong. */
export function invalid(resource: Resource, name: string, causes: { field: string; message: string }[]): KubeError {
  const group = groupOf(resource);
  const { kind } = resources[resource];
  const text = causes.map((cause) => `${cause.field}: ${cause.message}`).join(", ");
  return new KubeError({
    code: 422,
    reason: "Invalid",
    message: `${group ? `${kind}.${group}` : kind} "${name}" is invalid: ${text}`,
    details: { name, ...(group ? { group } : {}), kind, causes: causes.map((cause) => ({ reason: "FieldValueInvalid", ...cause })) },
  });
}

/** 422: a JSON patch that does not fit the object, a failed `test` included. */
export function patchDoesNotApply(): KubeError {
  return new KubeError({ code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request", details: {} });
}

/** 410: the asked version is no longer remembered. */
export function expired(asked: number, current: number): KubeError {
  return new KubeError({ code: 410, reason: "Expired", message: `too old resource version: ${asked} (${current})` });
}

/** A Status object of something that went well and returns nothing else. */
export function success(): Record<string, unknown> {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
}

function groupOf(resource: Resource): string | undefined {
  const [group, version] = resources[resource].apiVersion.split("/");
  return version === undefined ? undefined : group;
}
