/** Whether a caption says what the captions of similar images say. */

import type { EmbeddingMatrix } from "../artifacts.ts";
import { cosineSimilarity } from "../../numeric/cosine-similarity.ts";

/** Images that a caption is compared with: few, so that a class of few images is not outvoted. */
export const COMPARED_NEIGHBOURS = 5;

/** Tukey 1977: a value further below the lower quartile than 1.5 times the distance of the quartiles is an outlier. */
const FENCE = 1.5;

/**
 * Mean cosine of an example's text with the texts of its nearest images: a_i = (1/|K_i|) sum over j in K_i of cos(t_i, t_j).
 * K_i are the neighbours that have a text.
 *
 * @param text [N, D] @param neighbours [N, size] example indices, the example itself may be among them
 * @returns [N]; NaN for an example without a text, or without a neighbour that has one
 */
export function neighbourAgreement(
  text: EmbeddingMatrix,
  neighbours: Int32Array,
  size: number,
): Float32Array<ArrayBuffer> {
  const { rows, dimension, values } = text;
  if (neighbours.length !== rows * size) {
    throw new RangeError(`${neighbours.length} neighbours for ${rows} rows of ${size}`);
  }
  const rowOf = (i: number): Float32Array => values.subarray(i * dimension, (i + 1) * dimension);
  const agreement = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    let count = 0;
    for (const other of neighbours.subarray(i * size, (i + 1) * size)) {
      if (other === i) continue;
      const cosine = cosineSimilarity(rowOf(i), rowOf(other));
      if (Number.isNaN(cosine)) continue;
      sum += cosine;
      count++;
    }
    agreement[i] = sum / count;
  }
  return agreement;
}

/** Examples below Tukey's lower fence of all agreements. */
export function differingTexts(agreement: Float32Array): ReadonlySet<number> {
  const sorted = agreement.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return new Set();
  const lower = quantile(sorted, 1 / 4);
  const fence = lower - FENCE * (quantile(sorted, 3 / 4) - lower);
  const differing = new Set<number>();
  agreement.forEach((value, i) => {
    if (value < fence) differing.add(i);
  });
  return differing;
}

/** Linear between the two nearest values (Hyndman and Fan 1996, type 7). */
function quantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
