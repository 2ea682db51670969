/** What the methods on images and class texts share: the space itself, and CLIP's logits in it. */

import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { rowProducts } from "../../numeric/row-products.ts";
import type { MethodId, MethodProblem, TextSpace } from "./method.ts";

/** s: CLIP's learned logit scale, at its clip value (Radford et al. 2021, arXiv:2103.00020, section 2.5). */
export const LOGIT_SCALE = 100;

/** Parts whose rows a method predicts. */
export type PredictedPart = "validation" | "test";

/** @throws RangeError if the problem has no class texts, or no training or validation row */
export function requiredTexts(problem: MethodProblem, method: MethodId): TextSpace {
  const { texts, trainLabels, validationLabels } = problem;
  if (texts === null)
    throw new RangeError(`${method} needs class texts in the space of the images`);
  if (trainLabels.length === 0 || validationLabels.length === 0) {
    throw new RangeError(`${method} needs training and validation rows`);
  }
  return texts;
}

/**
 * CLIP's zero-shot logits s f Tᵀ (Radford et al. 2021, arXiv:2103.00020).
 *
 * @param rows f [n, dimension] unit rows
 * @returns [n, C]
 */
export function zeroShotLogits(
  kernels: MatrixKernels,
  rows: Float32Array,
  { classes, images }: TextSpace,
): Float32Array {
  return rowProducts(kernels, rows, classes, images.dimension).map(
    (cosine) => LOGIT_SCALE * cosine,
  );
}

/** Means of the rows of each class, [C, dimension] float64; zeros for a class without rows. */
export function classMeans(
  rows: Float32Array,
  dimension: number,
  labels: Int32Array,
  classCount: number,
): Float64Array {
  const means = new Float64Array(classCount * dimension);
  const counts = new Float64Array(classCount);
  labels.forEach((label, row) => {
    counts[label]! += 1;
    for (let k = 0; k < dimension; k++) {
      means[label * dimension + k]! += rows[row * dimension + k]!;
    }
  });
  return means.map((sum, index) => sum / Math.max(1, counts[Math.floor(index / dimension)]!));
}
