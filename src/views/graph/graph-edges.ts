/** The pairs that the graph may draw, strongest first; those above τ are a prefix, so a move of τ touches only the difference. */

import type { RankedPairs, RunNodes } from "../../pipeline/artifacts.ts";

/** As many lines as a core paints in well under a second; more would be fog, and the strongest are drawn first. */
export const MAX_DRAWN_EDGES = 500_000;

export const EDGE_KINDS = ["same", "cross", "other"] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** Strongest first; [E] each. */
export interface DrawnEdges {
  /** Example indices. */
  readonly source: Int32Array;
  readonly target: Int32Array;
  /** Index into EDGE_KINDS. */
  readonly kind: Uint8Array;
}

export const NO_EDGES: DrawnEdges = {
  source: new Int32Array(0),
  target: new Int32Array(0),
  kind: new Uint8Array(0),
};

/** At most MAX_DRAWN_EDGES pairs, strongest first. */
export function drawableEdges({ nodes, source, target }: RankedPairs): DrawnEdges {
  const count = Math.min(MAX_DRAWN_EDGES, source.length);
  const drawn = {
    source: new Int32Array(count),
    target: new Int32Array(count),
    kind: new Uint8Array(count),
  };
  for (let pair = 0; pair < count; pair++) {
    const [a, b] = [source[pair], target[pair]];
    const sourceExample = a === undefined ? undefined : nodes.example[a];
    const targetExample = b === undefined ? undefined : nodes.example[b];
    if (a === undefined || b === undefined) throw new RangeError(`pair ${pair} has no end`);
    if (sourceExample === undefined || targetExample === undefined) {
      throw new RangeError(`pair ${pair} joins nodes ${a} and ${b}, which the run does not have`);
    }
    drawn.source[pair] = sourceExample;
    drawn.target[pair] = targetExample;
    drawn.kind[pair] = EDGE_KINDS.indexOf(edgeKind(nodes, a, b));
  }
  return drawn;
}

/** Two known labels decide; an edge to a test or unlabelled node has no kind, because a label would have to be looked up for it. */
export function edgeKind(nodes: RunNodes, a: number, b: number): EdgeKind {
  const [first, second] = [nodes.label[a], nodes.label[b]];
  if (first === undefined || second === undefined || first < 0 || second < 0) return "other";
  return first === second ? "same" : "cross";
}
