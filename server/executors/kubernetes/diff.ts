import type { DiffLine } from "@/lib/contracts/action";
import { revisionAnnotation } from "@/server/platform/kubernetes";
import type { LiveWorkload } from "./objects";
import { escapePointer, lastActionAnnotation } from "./patch";
import { createMask } from "./mask";

const maxTextLength = 200;
const maxLines = 60;
const maxDepth = 12;

/** Annotations that change by themselves or repeat the whole object. */
const volatile: ReadonlySet<string> = new Set([revisionAnnotation, lastActionAnnotation, "kubectl.kubernetes.io/last-applied-configuration"]);

/**
 * What differs in spec and annotations, as one line per changed field. A change too large for 60 lines is told in fewer, coarser lines;
 * none is left out. Texts are cut to 200 characters around the first difference; values of secret-looking variables are hidden.
 */
export function diffWorkloads(before: LiveWorkload, after: LiveWorkload): DiffLine[] {
  const mask = createMask();
  const [a, b] = [mask(relevant(before)), mask(relevant(after))];
  for (let depth = maxDepth; depth > 1; depth -= 1) {
    const lines = compare("", a, b, depth);
    if (lines.length <= maxLines) return lines;
  }
  return compare("", a, b, 1);
}

function relevant({ metadata, spec }: LiveWorkload): unknown {
  const annotations = Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => !volatile.has(name)));
  return { metadata: { annotations }, spec };
}

function compare(path: string, before: unknown, after: unknown, depth: number): DiffLine[] {
  if (before === after) return [];
  const [from, to] = [children(before ?? (isTexts(after) ? {} : before)), children(after ?? (isTexts(before) ? {} : after))];
  if (!from || !to || depth === 0 || Array.isArray(before) !== Array.isArray(after)) return line(path, before, after);
  const keys = [...new Set([...from.keys(), ...to.keys()])];
  return keys.flatMap((key) => compare(`${path}/${escapePointer(key)}`, from.get(key), to.get(key), depth - 1));
}

/** Labels and annotations, which are told one by one also when all of them are new or gone. */
function isTexts(value: unknown): boolean {
  const inner = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : [];
  return inner.length > 0 && inner.every((text) => typeof text === "string");
}

function children(value: unknown): Map<string, unknown> | null {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : null;
}

function line(path: string, before: unknown, after: unknown): DiffLine[] {
  const [from, to] = [textOf(before), textOf(after)];
  if (from === to) return [];
  const common = from !== null && to !== null ? commonLength(from, to) : 0;
  return [{ path, before: excerpt(from, common), after: excerpt(to, common) }];
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** At most 200 characters that contain the place where the texts part; storable in `jsonb` whatever the cut. */
function excerpt(text: string | null, common: number): string | null {
  if (text === null) return null;
  const start = text.length <= maxTextLength || common < maxTextLength / 2 ? 0 : common - 20;
  const room = maxTextLength - (start > 0 ? 1 : 0);
  const cut = text.length - start <= room ? text.slice(start) : `${text.slice(start, start + room - 1)}…`;
  return `${start > 0 ? "…" : ""}${cut}`.replaceAll("\u0000", "\uFFFD").replace(/\p{Surrogate}/gu, "\uFFFD");
}
