/** Edges that carry more than 0 or 1 (E4): the cosine itself, or a soft function of it. */

import { countAbove } from "../../numeric/count-above.ts";
import type { CsrMatrix, RankedPairs } from "../artifacts.ts";
import { edgeAdjacency } from "./normalized-adjacency.ts";

/** Slope of the soft weight: at a cosine of 1/2 an edge weighs e⁻³ = 0.05. */
const SOFTNESS = 6;

/**
 * A_ij = S_ij for S_ij > max(τ, 0), strict: a weight is never negative, as a degree below zero has no square root.
 *
 * @returns A without self-loops, row i holds what node i receives
 * @throws RangeError if max(τ, 0) is below the cut-off of the ranked pairs
 */
export function weightedAdjacency(ranked: RankedPairs, threshold: number): CsrMatrix {
  const edges = edgesAbove(ranked, Math.max(threshold, 0));
  return edgeAdjacency(ranked.nodes, ranked, edges, ranked.similarity);
}

/**
 * A_ij = exp(6 (S_ij - 1)) for S_ij > τ, strict; in (0, 1].
 *
 * @returns A without self-loops, row i holds what node i receives
 * @throws RangeError below the cut-off of the ranked pairs
 */
export function softWeightedAdjacency(ranked: RankedPairs, threshold: number): CsrMatrix {
  const edges = edgesAbove(ranked, threshold);
  const weights = ranked.similarity
    .subarray(0, edges)
    .map((similarity) => Math.exp(SOFTNESS * (similarity - 1)));
  return edgeAdjacency(ranked.nodes, ranked, edges, weights);
}

/** How many of the ranked pairs are edges. @throws RangeError below the cut-off, where edges are missing */
export function edgesAbove({ similarity, cutoff }: RankedPairs, threshold: number): number {
  if (threshold < cutoff)
    throw new RangeError(`threshold ${threshold} below the cut-off ${cutoff}`);
  return countAbove(similarity, threshold);
}
