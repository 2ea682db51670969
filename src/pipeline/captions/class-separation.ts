/** How far texts tell classes apart, before anything is trained on them. */

import type { EmbeddingMatrix } from "../artifacts.ts";

export interface ClassSeparation {
  /** Mean cosine over pairs of one class, and over pairs of two; null without a pair. */
  readonly sameClass: number | null;
  readonly crossClass: number | null;
  /** Rows that have a label and a vector. */
  readonly examples: number;
}

/**
 * Mean cosine of same-class and of cross-class pairs i < j of the labelled rows. With unit rows u_i, S_k their sum over class k and n_k
 * their number, the cosines of class k sum to (|S_k|² - n_k) / 2, and those of all pairs to (|Σ_k S_k|² - Σ_k n_k) / 2, so that no pair
 * is looked at. O(N D), summed in float64.
 *
 * @param text [N, D]; rows of zeros are left out @param labels [N]; null for a row that takes no part, as every test image
 * @throws RangeError if the lengths differ
 */
export function classSeparation(
  text: EmbeddingMatrix,
  labels: readonly (number | null)[],
): ClassSeparation {
  const { rows, dimension, values } = text;
  if (labels.length !== rows) throw new RangeError(`${labels.length} labels for ${rows} rows`);
  const classes = new Map<number, { count: number; readonly sum: Float64Array }>();
  labels.forEach((label, row) => {
    if (label === null) return;
    const vector = values.subarray(row * dimension, (row + 1) * dimension);
    const norm = Math.sqrt(squaredLength(vector));
    if (norm === 0) return;
    const own = classes.get(label) ?? { count: 0, sum: new Float64Array(dimension) };
    classes.set(label, own);
    own.count++;
    for (let d = 0; d < dimension; d++) own.sum[d]! += vector[d]! / norm;
  });
  const total = new Float64Array(dimension);
  let examples = 0;
  let samePairs = 0;
  let sameSum = 0;
  for (const { count, sum } of classes.values()) {
    examples += count;
    samePairs += (count * (count - 1)) / 2;
    sameSum += (squaredLength(sum) - count) / 2;
    for (let d = 0; d < dimension; d++) total[d]! += sum[d]!;
  }
  const crossPairs = (examples * (examples - 1)) / 2 - samePairs;
  const crossSum = (squaredLength(total) - examples) / 2 - sameSum;
  return {
    sameClass: samePairs === 0 ? null : sameSum / samePairs,
    crossClass: crossPairs === 0 ? null : crossSum / crossPairs,
    examples,
  };
}

function squaredLength(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < vector.length; d++) sum += vector[d]! ** 2;
  return sum;
}
