/** Images in the space of words, by the words that were recognised in them. */

/** A recognised word's vector and its probability. */
export interface RecognisedWord {
  readonly probability: number;
  /** e(word) [dimension] */
  readonly vector: ArrayLike<number>;
}

/**
 * ConSE: Σ_k p_k e(word_k) / Σ_k p_k over the recognised words.
 * Norouzi et al. 2014 (arXiv:1312.5650), equation 3. The cosine of an image with a class text is its equation 5, so zero-shot classification follows.
 *
 * @returns [dimension], not normalised; zeros where no word was recognised or all probabilities are 0
 * @throws RangeError if a vector has another dimension, or a probability is negative or not finite
 */
export function conseEmbedding(words: readonly RecognisedWord[], dimension: number): Float32Array {
  const sums = new Float64Array(dimension);
  let total = 0;
  for (const { probability, vector } of words) {
    if (vector.length !== dimension) {
      throw new RangeError(`a word vector of ${vector.length} in a space of ${dimension}`);
    }
    if (!(probability >= 0 && probability < Infinity)) {
      throw new RangeError(`probability ${probability}`);
    }
    total += probability;
    for (let k = 0; k < dimension; k++) sums[k]! += probability * vector[k]!;
  }
  return Float32Array.from(sums, (sum) => (total > 0 ? sum / total : 0));
}
