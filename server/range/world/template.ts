import { isDeepStrictEqual } from "node:util";
import type { PodTemplate } from "./objects";

/** Label that ties a ReplicaSet and its pods to one version of a template. */
export const templateHashLabel = "pod-template-hash";

/** The suffix a ReplicaSet of this template carries; equal templates give equal suffixes. */
export function templateHash(template: PodTemplate): string {
  const alphabet = "bcdfghjklmnpqrstvwxz2456789";
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(stableJson(withoutHash(template)))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return [...String(hash)].map((digit) => alphabet.charAt(digit.charCodeAt(0) % alphabet.length)).join("");
}

/** True when two templates would run the same pods. */
export function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return isDeepStrictEqual(withoutHash(a), withoutHash(b));
}

/** A copy of the template whose labels carry its hash. */
export function withHash(template: PodTemplate, hash: string): PodTemplate {
  const copy = structuredClone(template);
  copy.metadata = { ...copy.metadata, labels: { ...copy.metadata?.labels, [templateHashLabel]: hash } };
  return copy;
}

/** A copy of the template without the hash label and without empty maps, so that spelling does not matter. */
export function withoutHash(template: PodTemplate): PodTemplate {
  const copy = structuredClone(template);
  delete copy.metadata?.labels?.[templateHashLabel];
  delete copy.metadata?.creationTimestamp;
  for (const map of ["annotations", "labels"] as const) {
    if (copy.metadata?.[map] && Object.keys(copy.metadata[map]).length === 0) delete copy.metadata[map];
  }
  return copy;
}

function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => `${JSON.stringify(key)}:${stableJson(field)}`).join(",")}}`;
}
