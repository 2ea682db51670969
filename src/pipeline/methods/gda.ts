/** Gaussian discriminant analysis on frozen features, added to the zero-shot logits. */

import { solvePositiveDefinite } from "../../numeric/cholesky.ts";
import { packColumns, packedProducts } from "../../numeric/packed-products.ts";
import { rowProducts } from "../../numeric/row-products.ts";
import { chooseConfiguration } from "./choose-configuration.ts";
import type { Method } from "./method.ts";
import { classMeans, requiredTexts, zeroShotLogits, type PredictedPart } from "./text-space.ts";

/** 1e-4 to 1e2 by thirds of a decade: 19 weights. */
const ALPHAS = Array.from({ length: 19 }, (_, step) => 10 ** (-4 + step / 3));

export interface GaussianClassifier {
  /** S⁻¹ μ_c as rows [C, dimension] */
  readonly weights: Float32Array;
  /** -μ_c S⁻¹ μ_cᵀ / 2 + log 1/C, [C] */
  readonly bias: Float64Array;
}

/**
 * Bayes' rule for classes with Gaussian features of one covariance and equal priors:
 * w_c = S⁻¹ μ_c, b_c = -μ_c S⁻¹ μ_cᵀ / 2 + log 1/C, S⁻¹ = d ((n - 1) Σ + tr(Σ) I)⁻¹, Σ the covariance of the rows about their class means.
 * Wang et al. 2024 (arXiv:2402.04087), equations 3 to 5; the shrunk inverse is Kubokawa & Srivastava's empirical Bayes estimate.
 *
 * Where every class has one row, Σ = 0 and the released pseudo-inverse would be 0, leaving the texts alone; here S = I then, the direction that
 * the estimate has in the limit, which is the nearest class mean.
 *
 * @param rows [n, dimension] @param labels [n]
 * @returns O(n d² + d³)
 */
export function gaussianClassifier(
  rows: Float32Array,
  dimension: number,
  labels: Int32Array,
  classCount: number,
): GaussianClassifier {
  const means = classMeans(rows, dimension, labels, classCount);
  const weights = solveCovariance(rows, dimension, labels, means);
  const bias = Float64Array.from({ length: classCount }, (_, c) => {
    let product = 0;
    for (let k = c * dimension; k < (c + 1) * dimension; k++) product += means[k]! * weights[k]!;
    return -product / 2 - Math.log(classCount);
  });
  return { weights: Float32Array.from(weights), bias };
}

/** S⁻¹ μ_c, [C, dimension]. */
function solveCovariance(
  rows: Float32Array,
  dimension: number,
  labels: Int32Array,
  means: Float64Array,
): Float64Array {
  const centred = Float64Array.from(rows, (value, index) => {
    const label = labels[Math.floor(index / dimension)]!;
    return value - means[label * dimension + (index % dimension)]!;
  });
  const packed = packColumns(centred, labels.length, dimension);
  const stride = packed.paddedRows;
  // (n - 1) Σ: the sums of squares about the class means, which have mean 0.
  const scatter = new Float64Array(stride * stride);
  packedProducts(packed, packed, scatter);
  let trace = 0;
  for (let k = 0; k < dimension; k++) trace += scatter[k * stride + k]!;
  // Rows that equal their class mean leave no more than rounding.
  if (trace < 1e-12 * labels.length) return means;
  const shrinkage = trace / (labels.length - 1);
  const shrunk = new Float64Array(dimension * dimension);
  for (let i = 0; i < dimension; i++) {
    shrunk.set(scatter.subarray(i * stride, i * stride + dimension), i * dimension);
    shrunk[i * dimension + i]! += shrinkage;
  }
  return solvePositiveDefinite(shrunk, dimension, means).map((value) => dimension * value);
}

/**
 * GDA, "a hard-to-beat baseline": s f Tᵀ + α (f S⁻¹ μ_cᵀ - μ_c S⁻¹ μ_cᵀ / 2 + log 1/C), s = 100, in closed form (`gaussianClassifier`).
 * Wang et al. 2024 (arXiv:2402.04087).
 *
 * Tuned: α in 1e-4 .. 1e2, 19 steps of a third of a decade; of equal ones the smaller. The released code fits on ten augmented views of each image.
 */
export const gda: Method = {
  id: "gda",
  name: "GDA",
  scope: "inductive",
  needsClassTexts: true,
  source: "Wang et al. 2024, arXiv:2402.04087",
  run: async function* (problem, { kernels, clock }) {
    const startMs = clock();
    const { classCount, trainLabels } = problem;
    const texts = requiredTexts(problem, gda.id);
    const { images } = texts;
    const { weights, bias } = gaussianClassifier(
      images.train,
      images.dimension,
      trainLabels,
      classCount,
    );
    const parts = (part: PredictedPart) => ({
      zeroShot: zeroShotLogits(kernels, images[part], texts),
      gaussian: rowProducts(kernels, images[part], weights, images.dimension),
    });
    const validation = parts("validation");
    return yield* chooseConfiguration(
      problem,
      {
        method: gda,
        configurations: ALPHAS,
        tuned: (alpha) => ({ alpha }),
        scores: (alpha, part) => {
          const { zeroShot, gaussian } = part === "validation" ? validation : parts(part);
          return zeroShot.map(
            (logit, index) => logit + alpha * (gaussian[index]! + bias[index % classCount]!),
          );
        },
        storedNumbers: weights.length + bias.length,
      },
      clock,
      startMs,
    );
  },
};
