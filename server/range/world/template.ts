import type { PodTemplate } from "./objects";

/** Label that ties a ReplicaSet and its pods to one version of a template. */
export const templateHashLabel = "pod-template-hash";

/** Canonical texts of templates already seen; stored templates never change in place. */
const texts = new WeakMap<PodTemplate, string>();

/** The suffix a ReplicaSet of this template carries; equal templates give equal suffixes. */
export function templateHash(template: PodTemplate): string {
  const alphabet = "bcdfghjklmnpqrstvwxz2456789";
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(canonicalText(template))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return [...String(hash)].map((digit) => alphabet.charAt(digit.charCodeAt(0) % alphabet.length)).join("");
}

/** True when two templates would run the same pods. */
export function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return canonicalText(a) === canonicalText(b);
}

/** A copy of the template whose labels carry its hash. */
export function withHash(template: PodTemplate, hash: string): PodTemplate {
  const copy = structuredClone(template);
  copy.metadata = { ...copy.metadata, labels: { ...copy.metadata?.labels, [templateHashLabel]: hash } };
  return copy;
}

/** The template without its hash label and without empty maps, so that spelling does not matter. */
function canonicalText(template: PodTemplate): string {
  const known = texts.get(template);
  if (known !== undefined) return known;
  const { [templateHashLabel]: _, ...labels } = template.metadata?.labels ?? {};
  const text = stableJson({ labels, annotations: template.metadata?.annotations ?? {}, spec: template.spec });
  texts.set(template, text);
  return text;
}

function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => `${JSON.stringify(key)}:${stableJson(field)}`).join(",")}}`;
}
