import { Graph, layout } from "@dagrejs/dagre";
import type { BlastRadius } from "@/lib/contracts/decision";
import { drawnEntities, outwardEdges } from "@/lib/fold/radius";
import { entityPath } from "../entity/entity-name";

/** A box of the picture; `x` and `y` are its upper left corner, in pixels. */
export interface DrawnEntity {
  readonly place: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A blast radius as a picture: boxes, lines between them as points, and how large it is. */
export interface DrawnRadius {
  readonly width: number;
  readonly height: number;
  readonly entities: readonly DrawnEntity[];
  readonly lines: readonly (readonly { readonly x: number; readonly y: number }[])[];
  /** Entities that the picture leaves out; the table has them all. */
  readonly leftOut: number;
}

const letterWidth = 7.4;
const longestName = 26;
const boxHeight = 44;

/** The end of a name says more than its beginning: `…-checkout-worker`. */
function shortName(name: string): string {
  return name.length <= longestName ? name : `…${name.slice(1 - longestName)}`;
}

/** Lays a blast radius out from left to right, the way a failure travels; at most as many boxes as a person can read. */
export function layOutRadius(radius: Pick<BlastRadius, "entities" | "edges">): DrawnRadius {
  const drawn = radius.entities.slice(0, drawnEntities);
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 12, ranksep: 40, marginx: 2, marginy: 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  const names = drawn.map(({ entity }) => shortName(entityPath({ namespace: "", name: entity.name })));
  for (const [place, name] of names.entries()) graph.setNode(String(place), { width: Math.max(96, Math.ceil(name.length * letterWidth) + 24), height: boxHeight });
  for (const { from, to } of outwardEdges(radius)) if (from < drawn.length && to < drawn.length) graph.setEdge(String(from), String(to));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    entities: drawn.map((_, place) => {
      const node = graph.node(String(place)) as { x: number; y: number; width: number; height: number };
      return { place, name: names[place] ?? "", x: node.x - node.width / 2, y: node.y - node.height / 2, width: node.width, height: node.height };
    }),
    lines: graph.edges().map((edge) => (graph.edge(edge) as { points: { x: number; y: number }[] }).points),
    leftOut: radius.entities.length - drawn.length,
  };
}
