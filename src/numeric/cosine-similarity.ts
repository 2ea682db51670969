/** Cosine of the angle between two vectors. */

/**
 * cos(a, b) = a . b / (|a| |b|), summed in float64.
 *
 * @returns in [-1, 1] up to rounding; NaN if a vector is zero or not finite, so that no comparison with it holds
 * @throws RangeError if the lengths differ
 */
export function cosineSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new RangeError(`Vectors of length ${a.length} and ${b.length} have no cosine`);
  }
  let dot = 0;
  let squaredA = 0;
  let squaredB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squaredA += a[i]! * a[i]!;
    squaredB += b[i]! * b[i]!;
  }
  return dot / Math.sqrt(squaredA * squaredB);
}
