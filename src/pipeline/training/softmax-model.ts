/** Multinomial logistic regression as a model that makes a whole step at once (E13 with H = X); its products are those of the kernels. */

import type { MatrixKernels, RowBlock } from "../../numeric/matrix-kernels.ts";
import { softmaxPredictions } from "../../numeric/softmax-regression.ts";
import type { SteppingModel } from "./simd-training.ts";

interface LabelledRows {
  /** [n, dimension] */
  readonly features: Float32Array;
  /** [n] */
  readonly labels: Int32Array;
}

export interface SoftmaxModel extends SteppingModel {
  /** At the present parameters, which stay: the gradient by Vᵀ [C, dimension], then by b [C]. */
  readonly lossAndGradient: () => { readonly loss: number; readonly gradient: Float64Array };
  /** Class of the largest logit of each row; the first of equal ones. */
  readonly predict: (features: Float32Array) => number[];
  readonly dispose: () => void;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/**
 * logits = X V + 1 b, cross-entropy E15 with ∂V = (1/n) Xᵀ (P - Y) and ∂b its column sums, Adam by E23 (Kingma & Ba 2015, arXiv:1412.6980).
 *
 * @param initial V [dimension, C] row-major; b starts at 0
 * @throws RangeError without a training or validation row
 */
export function createSoftmaxModel(
  kernels: MatrixKernels,
  initial: Float32Array,
  classCount: number,
  train: LabelledRows,
  validation: LabelledRows,
): SoftmaxModel {
  const dimension = initial.length / classCount;
  const weightCount = initial.length;
  const training = loadColumns(kernels, train, dimension);
  const validating = loadColumns(kernels, validation, dimension);
  const rows = kernels.load(train.features, train.labels.length, dimension);
  const theta = new Float64Array(weightCount + classCount);
  transposed(initial, dimension, classCount).forEach((value, i) => (theta[i] = value));
  const update = createAdam(theta);
  let kept = theta.slice();

  const measure = ({ columns, labels }: LabelledColumns): Measured => {
    const logits = columns.leftProduct(
      Float32Array.from(theta.subarray(0, weightCount)),
      classCount,
    );
    return toResiduals(logits, theta.subarray(weightCount), labels);
  };
  const lossAndGradient = (): { loss: number; gradient: Float64Array } => {
    const { loss, residuals, biasGradient } = measure(training);
    const gradient = new Float64Array(theta.length);
    gradient.set(rows.leftProduct(residuals, classCount));
    gradient.set(biasGradient, weightCount);
    return { loss, gradient };
  };
  return {
    lossAndGradient,
    step: (learningRate) => {
      const { loss, gradient } = lossAndGradient();
      update(gradient, learningRate);
      return loss;
    },
    validate: () => measure(validating),
    validationCount: validation.labels.length,
    keep: () => {
      kept = theta.slice();
    },
    restore: () => {
      theta.set(kept);
    },
    predict: (features) => {
      const fit = { weights: theta.slice(0, weightCount), bias: theta.slice(weightCount) };
      return softmaxPredictions(fit, features, dimension);
    },
    dispose: () => {
      for (const block of [training.columns, validating.columns, rows]) block.dispose();
    },
  };
}

interface LabelledColumns {
  /** Xᵀ [dimension, n] */
  readonly columns: RowBlock;
  readonly labels: Int32Array;
}

function loadColumns(
  kernels: MatrixKernels,
  { features, labels }: LabelledRows,
  dimension: number,
): LabelledColumns {
  if (labels.length === 0) throw new RangeError("no labelled example");
  const columns = transposed(features, labels.length, dimension);
  return { columns: kernels.load(columns, dimension, labels.length), labels };
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!,
  );
}

interface Measured {
  readonly loss: number;
  readonly correct: number;
  /** (P - Y)ᵀ / n, [C, n] */
  readonly residuals: Float32Array;
  /** Their sums, [C] */
  readonly biasGradient: Float64Array;
}

/** @param logits [C, n] without the bias; overwritten */
function toResiduals(logits: Float32Array, bias: Float64Array, labels: Int32Array): Measured {
  const n = labels.length;
  const biasGradient = new Float64Array(bias.length);
  const own = new Float64Array(bias.length);
  let [loss, correct] = [0, 0];
  labels.forEach((label, row) => {
    let best = 0;
    for (let c = 0; c < own.length; c++) {
      own[c] = logits[c * n + row]! + bias[c]!;
      if (own[c]! > own[best]!) best = c;
    }
    if (best === label) correct++;
    const largest = own[best]!;
    const sum = own.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    loss += (Math.log(sum) + largest - own[label]!) / n;
    for (let c = 0; c < own.length; c++) {
      const residual = (Math.exp(own[c]! - largest) / sum - (c === label ? 1 : 0)) / n;
      logits[c * n + row] = residual;
      biasGradient[c]! += residual;
    }
  });
  return { loss, correct, residuals: logits, biasGradient };
}

/** E23 on typed arrays: changes θ in place. */
function createAdam(theta: Float64Array): (gradient: Float64Array, learningRate: number) => void {
  const first = new Float64Array(theta.length);
  const second = new Float64Array(theta.length);
  let steps = 0;
  return (gradient, learningRate) => {
    steps++;
    const firstShare = 1 - BETA1 ** steps;
    const secondShare = 1 - BETA2 ** steps;
    for (let i = 0; i < theta.length; i++) {
      const g = gradient[i]!;
      first[i] = BETA1 * first[i]! + (1 - BETA1) * g;
      second[i] = BETA2 * second[i]! + (1 - BETA2) * g * g;
      theta[i]! -=
        (learningRate * first[i]!) / firstShare / (Math.sqrt(second[i]! / secondShare) + EPSILON);
    }
  };
}
