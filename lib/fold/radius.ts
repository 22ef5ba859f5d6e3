import type { BlastRadius } from "../contracts/decision";

/** As many entities as a person can still read in one picture; a blast radius keeps the relations among its nearest ones up to here. */
export const drawnEntities = 40;

/** The ways a failure travels away from the target or sideways; a way back to what is nearer tells nothing new. */
export function outwardEdges({ entities, edges = [] }: Pick<BlastRadius, "entities" | "edges">): { from: number; to: number }[] {
  return edges.filter(({ from, to }) => {
    const [near, far] = [entities[from], entities[to]];
    return near !== undefined && far !== undefined && to !== 0 && near.hops <= far.hops;
  });
}
