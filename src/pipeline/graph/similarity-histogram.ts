/** How the similarities of a run's pairs are distributed, same-class and cross-class pairs apart. */

import type { RankedPairs, SimilarityHistogram } from "../artifacts.ts";

/**
 * Counts the ranked pairs in `bins` bins of equal width from the smallest to the largest similarity; the largest belongs to the last bin.
 * A pair counts as same-class or cross-class only when both ends carry a training or validation label.
 *
 * @returns bin edges [bins + 1] and three counts [bins]; without a pair the edges run from -1 to 1
 * @throws RangeError unless bins is a positive integer
 */
export function similarityHistogram(ranked: RankedPairs, bins: number): SimilarityHistogram {
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`${bins} bins`);
  const { nodes, source, target, similarity } = ranked;
  const pairs = similarity.length;
  const low = pairs === 0 ? -1 : similarity[pairs - 1]!;
  const high = pairs === 0 ? 1 : similarity[0]!;
  const sameClass = new Uint32Array(bins);
  const crossClass = new Uint32Array(bins);
  const unlabelled = new Uint32Array(bins);
  const binsPerUnit = high > low ? bins / (high - low) : 0;
  for (let pair = 0; pair < pairs; pair++) {
    const bin = Math.min(bins - 1, Math.floor((similarity[pair]! - low) * binsPerUnit));
    const a = nodes.label[source[pair]!]!;
    const b = nodes.label[target[pair]!]!;
    const counts = a < 0 || b < 0 ? unlabelled : a === b ? sameClass : crossClass;
    counts[bin]!++;
  }
  const edges = Float64Array.from({ length: bins + 1 }, (_, k) => low + (k * (high - low)) / bins);
  return { edges, sameClass, crossClass, unlabelled };
}
