/** Multinomial logistic regression with an L2 penalty, solved exactly enough to compare strengths. */

import { minimizeLbfgs, type LbfgsOptions, type Objective } from "./lbfgs.ts";
import { packColumns, packRows, packedProducts, type PackedRows } from "./packed-products.ts";
import { rowSpace } from "./row-space.ts";

export interface SoftmaxFit {
  /** [classes, width] */
  readonly weights: Float64Array;
  /** [classes] */
  readonly bias: Float64Array;
  readonly converged: boolean;
  /** Where the next fit may start; in coordinates of its own. */
  readonly parameters: Float64Array;
}

export interface SoftmaxRegression {
  /**
   * @param inverseStrength C > 0; larger is a weaker penalty
   * @param start a fit of the same regression at another strength, or null for zeros
   */
  readonly fit: (inverseStrength: number, start: SoftmaxFit | null) => SoftmaxFit;
}

/**
 * Minimises 1/2 ||W||² - C Σ_i log softmax(W x_i + b)[y_i], b without penalty: scikit-learn's convention.
 * The optimal W lies in the span of the rows, so with fewer rows than columns the same problem is solved in coordinates of that span.
 * The function given to L-BFGS is divided by C n, so that its gradient tolerance means the same at every strength.
 *
 * @param features [n, width] row-major
 * @param labels [n] in [0, classes)
 * @throws RangeError if a label is outside [0, classes), or the strength is not positive
 */
export function softmaxRegression(
  features: Float32Array | Float64Array,
  width: number,
  labels: Int32Array,
  classes: number,
  options: LbfgsOptions,
): SoftmaxRegression {
  const n = labels.length;
  if (features.length !== n * width) throw new RangeError(`${features.length} values, ${n} labels`);
  if (labels.some((label) => !(label >= 0 && label < classes))) {
    throw new RangeError(`a label is outside [0, ${classes})`);
  }
  const space = n < width ? rowSpace(features, n, width) : null;
  const coordinates = space?.coordinates ?? features;
  const dimension = space?.rank ?? width;
  const data = {
    labels,
    classes,
    dimension,
    rows: packRows(coordinates, dimension, 0, n),
    columns: packColumns(coordinates, n, dimension),
  };
  return {
    fit: (inverseStrength, start) => {
      if (!(inverseStrength > 0)) throw new RangeError(`inverse strength ${inverseStrength}`);
      const zeros = new Float64Array(classes * (dimension + 1));
      const { x, converged } = minimizeLbfgs(
        penalisedCrossEntropy(data, 1 / (inverseStrength * n)),
        start?.parameters ?? zeros,
        options,
      );
      const weights = x.slice(0, classes * dimension);
      return {
        weights: space === null ? weights : space.toColumns(weights, classes),
        bias: x.slice(classes * dimension),
        converged,
        parameters: x,
      };
    },
  };
}

/**
 * Class of the largest logit W x + b of each row; the first of equal ones.
 *
 * @param features [rows, width]
 */
export function softmaxPredictions(
  fit: Pick<SoftmaxFit, "weights" | "bias">,
  features: Float32Array | Float64Array,
  width: number,
): number[] {
  const classes = fit.bias.length;
  const a = packRows(features, width, 0, features.length / width);
  const b = packRows(fit.weights, width, 0, classes);
  const logits = new Float64Array(a.paddedRows * b.paddedRows);
  packedProducts(a, b, logits);
  return Array.from({ length: a.rows }, (_, row) => {
    const row0 = row * b.paddedRows;
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (logits[row0 + c]! + fit.bias[c]! > logits[row0 + best]! + fit.bias[best]!) best = c;
    }
    return best;
  });
}

interface Data {
  readonly labels: Int32Array;
  readonly classes: number;
  readonly dimension: number;
  /** Features by row: logits are their products with W. */
  readonly rows: PackedRows;
  /** Features by column: the gradient of W is the product of the residuals with them. */
  readonly columns: PackedRows;
}

/** λ/2 ||W||² + (1/n) Σ_i CE_i of parameters [W row-major, b], with gradient λ W + (1/n) Σ_i (p_i - y_i) x_iᵀ. */
function penalisedCrossEntropy(data: Data, lambda: number): Objective {
  const { classes, dimension, rows, columns } = data;
  const classStride = Math.ceil(classes / 4) * 4;
  const residuals = new Float64Array(rows.paddedRows * classStride);
  const products = new Float64Array(classStride * columns.paddedRows);
  const weightCount = classes * dimension;
  return (x, gradient) => {
    packedProducts(rows, packRows(x, dimension, 0, classes), residuals);
    const bias = x.subarray(weightCount);
    const biasGradient = gradient.subarray(weightCount).fill(0);
    let value = toResiduals(data, residuals, classStride, bias, biasGradient);
    packedProducts(packColumns(residuals, rows.rows, classStride), columns, products);
    for (let c = 0; c < classes; c++) {
      for (let k = 0; k < dimension; k++) {
        const weight = x[c * dimension + k]!;
        gradient[c * dimension + k] = lambda * weight + products[c * columns.paddedRows + k]!;
        value += (lambda / 2) * weight * weight;
      }
    }
    return value;
  };
}

/** Turns logits without bias into (p - y) / n in place, adds their sums to the bias gradient, and returns the mean cross-entropy. */
function toResiduals(
  { labels, classes }: Data,
  logits: Float64Array,
  stride: number,
  bias: Float64Array,
  biasGradient: Float64Array,
): number {
  const n = labels.length;
  let loss = 0;
  for (let i = 0; i < n; i++) {
    const row = logits.subarray(i * stride, i * stride + classes);
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) {
      row[c]! += bias[c]!;
      if (row[c]! > largest) largest = row[c]!;
    }
    const label = labels[i]!;
    const own = row[label]! - largest;
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      row[c] = Math.exp(row[c]! - largest);
      sum += row[c]!;
    }
    loss += (Math.log(sum) - own) / n;
    for (let c = 0; c < classes; c++) {
      row[c] = (row[c]! / sum - (c === label ? 1 : 0)) / n;
      biasGradient[c]! += row[c]!;
    }
  }
  return loss;
}
