import type { Incident } from "../contracts/incident";

/** One dim mark under the waterline; both places are shares of the water, 0 to 1. */
export interface DepthMark {
  readonly id: string;
  readonly x: number;
  readonly depth: number;
  readonly by: "automation" | "human" | "source";
  readonly seeded: boolean;
}

const hour = 3_600_000;
const deepest = 7 * 24 * hour;

function scatter(id: string): number {
  let hash = 2166136261;
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) / 2 ** 32;
}

/** How deep an age lies, 0 at the line and 1 at seven days; the first hours take most of the room. */
export function depthOf(ageMs: number): number {
  return Math.min(1, Math.log1p(Math.max(0, ageMs) / hour) / Math.log1p(deepest / hour));
}

/** A mark for every settled incident: sideways by its id, so that it never moves, and downwards by its age. */
export function depthMarks(incidents: readonly Incident[], nowMs: number): DepthMark[] {
  return incidents.flatMap((incident) =>
    incident.settledAt === null || incident.settledBy === null
      ? []
      : [{ id: incident.id, x: scatter(incident.id), depth: depthOf(nowMs - Date.parse(incident.settledAt)), by: incident.settledBy, seeded: incident.seeded }],
  );
}
