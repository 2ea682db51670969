/** The bins in which pairs are counted by similarity, and the counts above any of their edges. */

import type { PairDistribution } from "../artifacts.ts";

/** Bins of width 1/4,096 over [-1, 1]; edges are floats without rounding. */
export const SIMILARITY_BINS = 8192;

const BINS_PER_UNIT = SIMILARITY_BINS / 2;
/** The lowest edge lies below every cosine, so that -1 itself belongs to the first bin. */
const BELOW_ALL = -1.01;

/**
 * The bin b = (edge b, edge b + 1] of a cosine: a value on an edge belongs below it, so that the pairs strictly above an edge are those of the bins
 * from there on. Exact for every float; a cosine that rounding has left outside [-1, 1] belongs to the bin at that end.
 */
export function binOf(similarity: number): number {
  // Nothing is added before rounding up: 1 + s would lose what lies just above an edge.
  const bin = Math.ceil(similarity * BINS_PER_UNIT) + BINS_PER_UNIT - 1;
  return Math.min(SIMILARITY_BINS - 1, Math.max(0, bin));
}

/** Edge 0 to SIMILARITY_BINS: -1 + b / 4,096, the lowest one -1.01. */
export function binEdge(edge: number): number {
  return edge === 0 ? BELOW_ALL : edge / BINS_PER_UNIT - 1;
}

/** The nearest edge's number; of two equally near ones the higher, the sparser graph. */
export function nearestEdge(threshold: number): number {
  if (threshold < (BELOW_ALL + binEdge(1)) / 2) return 0;
  return Math.min(SIMILARITY_BINS, Math.max(1, Math.round((threshold + 1) * BINS_PER_UNIT)));
}

/** The nearest edge of the bins. */
export function snapToEdge(threshold: number): number {
  return binEdge(nearestEdge(threshold));
}

/**
 * The lowest edge above which at most `budget` pairs lie, so that the strongest pairs within the budget are exactly those above it.
 * A bin that alone holds more than the budget is left out whole, even if nothing is then kept: its pairs differ by less than a bin's width, so
 * there is no honest choice among them, and every count remains known from the distribution.
 *
 * @param counts histograms whose sum counts each pair once, [SIMILARITY_BINS] each
 * @returns -Infinity when all pairs fit
 */
export function budgetCutoff(counts: readonly Uint32Array[], budget: number): number {
  let above = 0;
  for (let bin = SIMILARITY_BINS - 1; bin >= 0; bin--) {
    for (const histogram of counts) above += histogram[bin]!;
    if (above > budget) return binEdge(bin + 1);
  }
  return -Infinity;
}

/** Pairs in the bins from an edge on, that is strictly above it. O(bins). */
export function countBehind(histogram: Uint32Array, edge: number): number {
  let above = 0;
  for (let bin = edge; bin < histogram.length; bin++) above += histogram[bin]!;
  return above;
}

export interface DistributionCounts {
  /** Pairs strictly above the edge nearest to a threshold. */
  readonly pairsAbove: (threshold: number) => number;
  /** Of those, the pairs with two training or validation labels: equal ones, and different ones. */
  readonly sameClassAbove: (threshold: number) => number;
  readonly crossClassAbove: (threshold: number) => number;
  /** Of those, the pairs with two training ends. */
  readonly trainingAbove: (threshold: number) => number;
}

/** Sums over the bins above each edge, made once: O(bins), then O(1) a call. */
export function createDistributionCounts(distribution: PairDistribution): DistributionCounts {
  const { sameClass, crossClass, unlabelled, training } = distribution;
  const lookUp = (...counts: readonly Uint32Array[]): ((threshold: number) => number) => {
    const sums = suffixSums(counts);
    return (threshold) => sums[nearestEdge(threshold)]!;
  };
  return {
    pairsAbove: lookUp(sameClass, crossClass, unlabelled),
    sameClassAbove: lookUp(sameClass),
    crossClassAbove: lookUp(crossClass),
    trainingAbove: lookUp(training),
  };
}

/** [SIMILARITY_BINS + 1] pairs in the bins from each edge on; float64, as a large graph has more than 2^32 pairs. */
export function suffixSums(counts: readonly Uint32Array[]): Float64Array {
  const sums = new Float64Array(SIMILARITY_BINS + 1);
  for (let bin = SIMILARITY_BINS - 1; bin >= 0; bin--) {
    let sum = sums[bin + 1]!;
    for (const histogram of counts) sum += histogram[bin]!;
    sums[bin] = sum;
  }
  return sums;
}
