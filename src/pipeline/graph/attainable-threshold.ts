/** The threshold at which a graph is drawn and counted. */

import type { RankedPairs } from "../artifacts.ts";
import { snapToEdge } from "./pair-distribution.ts";

/**
 * The threshold itself at and above the cut-off, where every pair is kept, and below the smallest similarity, where all pairs are joined.
 * Between the two the nearest edge of the bins in which pairs are counted, half a bin away at most.
 */
export function attainableThreshold(
  { cutoff, distribution }: RankedPairs,
  threshold: number,
): number {
  if (threshold >= cutoff || threshold < distribution.smallest) return threshold;
  return snapToEdge(threshold);
}
