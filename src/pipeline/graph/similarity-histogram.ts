/** How the similarities of a run's pairs are distributed, same-class and cross-class pairs apart. */

import type { RankedPairs } from "../artifacts.ts";
import { binEdge, binOf, SIMILARITY_BINS } from "./pair-distribution.ts";

/** Counts of a graph's pairs by similarity, same-class and cross-class apart (training and validation labels only). */
export interface SimilarityHistogram {
  /** [bars + 1] */
  readonly edges: Float64Array;
  readonly sameClass: Uint32Array;
  readonly crossClass: Uint32Array;
  /** Pairs with a test or unlabelled end. */
  readonly unlabelled: Uint32Array;
}

/**
 * Counts all pairs, kept or not, in bars of equal width from the smallest to the largest similarity. A bar is a number of whole bins of the
 * distribution, so its counts are exact: (lower edge, upper edge]. There are fewer bars than asked for where the pairs lie in few bins.
 * A pair counts as same-class or cross-class only when both ends carry a training or validation label.
 *
 * @param bars at most so many
 * @returns bar edges [bars + 1] and three counts [bars]; without a pair the edges run from -1 to 1
 * @throws RangeError unless bars is a positive integer
 */
export function similarityHistogram(ranked: RankedPairs, bars: number): SimilarityHistogram {
  if (!Number.isInteger(bars) || bars < 1) throw new RangeError(`${bars} bars`);
  const { sameClass, crossClass, unlabelled, smallest, largest } = ranked.distribution;
  const some = smallest <= largest;
  const first = some ? binOf(smallest) : 0;
  const span = some ? binOf(largest) + 1 - first : SIMILARITY_BINS;
  const width = Math.ceil(span / bars);
  const count = Math.ceil(span / width);
  const gather = (bins: Uint32Array): Uint32Array =>
    Uint32Array.from({ length: count }, (_, bar) =>
      bins
        .subarray(first + bar * width, first + (bar + 1) * width)
        .reduce((sum, pairs) => sum + pairs, 0),
    );
  const edgeOf = (bar: number): number => {
    const edge = Math.min(SIMILARITY_BINS, first + bar * width);
    return Math.max(-1, binEdge(edge));
  };
  return {
    edges: Float64Array.from({ length: count + 1 }, (_, bar) => edgeOf(bar)),
    sameClass: gather(sameClass),
    crossClass: gather(crossClass),
    unlabelled: gather(unlabelled),
  };
}
