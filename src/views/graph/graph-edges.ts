/** The pairs that the graph may draw, strongest first; those above τ are a prefix, so a move of τ touches only the difference. */

import type { RankedPairs, RunNodes } from "../../pipeline/artifacts.ts";

/** Cytoscape redraws 2,000 lines in a few tens of milliseconds without a GPU; more would not follow a drag. */
export const MAX_DRAWN_EDGES = 2000;

export type EdgeKind = "same" | "cross" | "other";

export interface DrawnEdge {
  readonly sourceExample: number;
  readonly targetExample: number;
  readonly kind: EdgeKind;
}

/** At most MAX_DRAWN_EDGES pairs, strongest first. */
export function drawableEdges({ nodes, source, target }: RankedPairs): readonly DrawnEdge[] {
  const count = Math.min(MAX_DRAWN_EDGES, source.length);
  return Array.from({ length: count }, (_, pair) => {
    const [a, b] = [source[pair], target[pair]];
    const sourceExample = a === undefined ? undefined : nodes.example[a];
    const targetExample = b === undefined ? undefined : nodes.example[b];
    if (a === undefined || b === undefined) throw new RangeError(`pair ${pair} has no end`);
    if (sourceExample === undefined || targetExample === undefined) {
      throw new RangeError(`pair ${pair} joins nodes ${a} and ${b}, which the run does not have`);
    }
    return { sourceExample, targetExample, kind: edgeKind(nodes, a, b) };
  });
}

/** Two known labels decide; an edge to a test or unlabelled node has no kind, because a label would have to be looked up for it. */
export function edgeKind(nodes: RunNodes, a: number, b: number): EdgeKind {
  const [first, second] = [nodes.label[a], nodes.label[b]];
  if (first === undefined || second === undefined || first < 0 || second < 0) return "other";
  return first === second ? "same" : "cross";
}
