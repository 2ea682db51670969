/** A cap on neighbours: of the pairs above the threshold each node keeps its strongest. */

import type { CsrMatrix, RankedPairs } from "../artifacts.ts";
import { edgesAbove } from "./edge-weights.ts";
import { edgeAdjacency } from "./normalized-adjacency.ts";
import { senderCount } from "./run-nodes.ts";

/**
 * A_ij = 1 where S_ij > τ and j is among the k strongest neighbours of i or i among those of j (E4; the OR makes it symmetric, so a node can have
 * more than k neighbours). Of equal similarities the pair that is ranked first counts.
 *
 * Inductive: a training node's k are chosen among training nodes, and any other node receives from its own k strongest training nodes.
 *
 * @returns A without self-loops, row i holds what node i receives; edges of a larger τ are a subset. O(E).
 * @throws RangeError below the cut-off of the ranked pairs, or unless k is a positive integer
 */
export function topNeighbourAdjacency(
  ranked: RankedPairs,
  threshold: number,
  k: number,
): CsrMatrix {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`${k} neighbours`);
  const edges = edgesAbove(ranked, threshold);
  const { nodes } = ranked;
  const senders = senderCount(nodes);
  // How many stronger neighbours each node has: pairs come by falling similarity.
  const stronger = new Int32Array(nodes.part.length);
  const source = new Int32Array(edges);
  const target = new Int32Array(edges);
  let kept = 0;
  for (let edge = 0; edge < edges; edge++) {
    const a = ranked.source[edge]!;
    const b = ranked.target[edge]!;
    const aReceives = b < senders;
    const isTop = stronger[b]! < k || (aReceives && stronger[a]! < k);
    stronger[b]!++;
    if (aReceives) stronger[a]!++;
    if (!isTop) continue;
    source[kept] = a;
    target[kept++] = b;
  }
  return edgeAdjacency(nodes, { source, target }, kept);
}
