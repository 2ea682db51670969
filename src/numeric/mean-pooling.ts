/** One vector for a sentence from the vectors of its tokens. */

/**
 * Mean of the token vectors over the attention mask, at unit length: v = m / |m|, m = sum_s a_s h_s / sum_s a_s.
 * Reimers & Gurevych 2019 (arXiv:1908.10084), section 3, MEAN strategy.
 *
 * @param hidden last hidden state of one sentence [S, D]
 * @param attentionMask [S], 1 for a token, 0 for padding
 * @param dimension D
 * @returns float32 [D], unit length
 * @throws RangeError if the shapes disagree, every token is masked, or the mean is zero or not finite
 */
export function meanPooledUnitVector(
  hidden: Float32Array,
  attentionMask: ArrayLike<number>,
  dimension: number,
): Float32Array<ArrayBuffer> {
  const tokens = attentionMask.length;
  if (hidden.length !== tokens * dimension) {
    throw new RangeError(`${hidden.length} values are not [${tokens}, ${dimension}]`);
  }
  const sum = new Float64Array(dimension);
  for (let token = 0; token < tokens; token++) {
    const attention = attentionMask[token]!;
    if (attention === 0) continue;
    for (let d = 0; d < dimension; d++) sum[d]! += attention * hidden[token * dimension + d]!;
  }
  // The length of the sum is enough: dividing by the number of tokens cancels.
  const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0));
  if (!(length > 0 && length < Infinity)) {
    throw new RangeError(`A mean of length ${length} has no direction`);
  }
  return Float32Array.from(sum, (value) => value / length);
}
