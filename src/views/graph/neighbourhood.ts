/** A node's neighbours at τ by example, for the card and the inspector. */

import type { RankedPairs } from "../../pipeline/artifacts.ts";
import { strongestNeighbours } from "../../pipeline/graph/neighbours.ts";
import { edgeKind, type EdgeKind } from "./graph-edges.ts";

/** As many as a panel shows without much scrolling. */
const LISTED = 12;

export interface ListedNeighbour {
  readonly example: number;
  readonly similarity: number;
  readonly kind: EdgeKind;
}

export interface Neighbourhood {
  readonly degree: number;
  /** False below the cut-off, where weaker neighbours are not known. */
  readonly complete: boolean;
  /** Most similar first. */
  readonly strongest: readonly ListedNeighbour[];
}

/** Null for an example outside the graph, which has no neighbours to speak of. */
export function neighbourhood(
  ranked: RankedPairs,
  example: number,
  threshold: number,
): Neighbourhood | null {
  const { nodes } = ranked;
  const node = nodes.example.indexOf(example);
  if (node === -1) return null;
  const all = strongestNeighbours(ranked, node, threshold, Infinity);
  const strongest = all.slice(0, LISTED).flatMap((neighbour) => {
    const other = nodes.example[neighbour.node];
    return other === undefined
      ? []
      : [
          {
            example: other,
            similarity: neighbour.similarity,
            kind: edgeKind(nodes, node, neighbour.node),
          },
        ];
  });
  return { degree: all.length, complete: threshold >= ranked.cutoff, strongest };
}
