import type { AnyObject, Resource } from "../world/objects";
import { badRequest } from "./status";

/** Decides whether an object is part of a list. */
export type Filter = (object: AnyObject) => boolean;

const commonFields = ["metadata.name", "metadata.namespace"];
const fieldsOf: Partial<Record<Resource, string[]>> = {
  pods: ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "status.phase", "status.podIP"],
  events: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
};

/**
 * The filter of a label selector.
 * @throws {KubeError} 400 when it cannot be read.
 */
export function readLabelSelector(text: string): Filter {
  const tests = splitOutsideParens(text).map(readRequirement);
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}));
}

/**
 * The filter of a field selector; only the fields the API server supports may be used.
 * @throws {KubeError} 400 for any other field.
 */
export function readFieldSelector(resource: Resource, text: string): Filter {
  const known = [...commonFields, ...(fieldsOf[resource] ?? [])];
  const tests = splitOutsideParens(text).map((part) => {
    const [, field, op, value] = /^([\w.]+)\s*(==|=|!=)\s*(.*)$/.exec(part) ?? [];
    if (field === undefined || value === undefined) throw badRequest(`invalid selector: ${JSON.stringify(text)}; can't understand ${JSON.stringify(part)}`);
    if (!known.includes(field)) throw badRequest(`field label not supported: ${field}`);
    return (object: AnyObject) => (valueAt(object, field) === value) === (op !== "!=");
  });
  return (object) => tests.every((test) => test(object));
}

function readRequirement(part: string): (labels: Record<string, string>) => boolean {
  const set = /^([^\s=!(),]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
  if (set) {
    const [, key = "", op, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    return (labels) => {
      const value = labels[key];
      return op === "in" ? value !== undefined && values.includes(value) : value === undefined || !values.includes(value);
    };
  }
  const equality = /^([^\s=!(),]+)\s*(==|=|!=)\s*([^\s=!(),]*)$/.exec(part);
  if (equality) {
    const [, key = "", op, value] = equality;
    return (labels) => (labels[key] === value) === (op !== "!=");
  }
  const presence = /^(!?)\s*([^\s=!(),]+)$/.exec(part);
  if (!presence) throw badRequest(`unable to parse requirement: ${JSON.stringify(part)}`);
  const [, not, key = ""] = presence;
  return (labels) => Object.hasOwn(labels, key) === (not !== "!");
}

function splitOutsideParens(text: string): string[] {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  return parts.filter((part) => part !== "");
}

function valueAt(object: AnyObject, path: string): string {
  const reach = (value: unknown, key: string): unknown => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined);
  const value = path.split(".").reduce<unknown>(reach, object);
  return typeof value === "string" ? value : "";
}
