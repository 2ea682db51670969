/** LP++: a linear probe on the image features blended with the class texts, class by class. */

import { add, dispose, mul, tensor1d, tensor2d, tidy, transpose, variable } from "../tensor.ts";
import { chooseByGradients, type GradientModel } from "./gradient-training.ts";
import type { Method, TextSpace } from "./method.ts";
import { momentumOptimizer } from "./optimizers.ts";
import { classMeans } from "./text-space.ts";

const EPOCHS = 300;
const ALPHA_EVERY = 10;
/** The blend starts at this multiple of the mean similarity of images and their class texts. */
const ALPHA_START = 250;
const POWER_ITERATIONS = 100;

/** W [C, d], b and α [C]. */
export interface BlendedProbe {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly alpha: Float32Array;
}

/** Learning rates of W and b, and of α. */
export interface ProbeRates {
  readonly weights: number;
  readonly alpha: number;
}

/** logits = f W^T + b + α ∘ f Tᵀ, class by class. The caller disposes. */
export function blendedProbeModel(
  { classes, images: { dimension } }: TextSpace,
  { weights, bias, alpha }: BlendedProbe,
): GradientModel {
  const classCount = bias.length;
  const w = tidy(() => variable(tensor2d(weights, [classCount, dimension])));
  const b = tidy(() => variable(tensor1d(bias)));
  const a = tidy(() => variable(tensor1d(alpha)));
  const texts = tidy(() => transpose(tensor2d(classes, [classCount, dimension])));
  return {
    variables: [w, b, a],
    logits: (rows) => add(add(rows.times(transpose(w)), b), mul(rows.times(texts), a)), // [n, d] -> [n, C]
    penalty: null,
    dispose: () => {
      dispose([w, b, a, texts]);
    },
  };
}

/** w_c the sum of the class's rows, b = 0, α = 250 times the mean of f · t_y over the training rows. */
export function initialProbe(
  { classes, images: { dimension, train } }: TextSpace,
  labels: Int32Array,
): BlendedProbe {
  const classCount = classes.length / dimension;
  const counts = new Float64Array(classCount);
  let similarity = 0;
  labels.forEach((label, row) => {
    counts[label]! += 1;
    for (let k = 0; k < dimension; k++) {
      similarity += train[row * dimension + k]! * classes[label * dimension + k]!;
    }
  });
  const sums = classMeans(train, dimension, labels, classCount).map(
    (mean, index) => mean * counts[Math.floor(index / dimension)]!,
  );
  return {
    weights: Float32Array.from(sums),
    bias: new Float32Array(classCount),
    alpha: new Float32Array(classCount).fill((ALPHA_START * similarity) / labels.length),
  };
}

/**
 * Inverse bounds of the curvature of the mean cross-entropy: 4 N / λ_max(FᵀF) for W and b, N / (4 max_c Σ_i (f_i · t_c)²) for α.
 * Huang et al. 2024 (arXiv:2404.02285), section 4; λ_max by power iteration.
 */
export function probeRates({ classes, images: { dimension, train } }: TextSpace): ProbeRates {
  const rows = train.length / dimension;
  const classCount = classes.length / dimension;
  const squares = Array.from({ length: classCount }, (_, c) =>
    products(train, dimension, classes.subarray(c * dimension, (c + 1) * dimension)).reduce(
      (sum, value) => sum + value * value,
      0,
    ),
  );
  return {
    weights: (4 * rows) / largestEigenvalue(train, dimension),
    alpha: rows / (4 * Math.max(...squares)),
  };
}

/** λ_max(FᵀF), from the mean row, which no cone of features is orthogonal to. */
function largestEigenvalue(train: Float32Array, dimension: number): number {
  let vector = new Float64Array(dimension);
  train.forEach((value, index) => (vector[index % dimension]! += value));
  let eigenvalue = 0;
  for (let iteration = 0; iteration < POWER_ITERATIONS; iteration++) {
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    eigenvalue = length;
    const unit = vector.map((value) => value / length);
    const next = new Float64Array(dimension);
    products(train, dimension, unit).forEach((product, row) => {
      for (let k = 0; k < dimension; k++) next[k]! += product * train[row * dimension + k]!;
    });
    vector = next;
  }
  return eigenvalue;
}

/** F v. */
function products(
  rows: Float32Array,
  dimension: number,
  vector: Float32Array | Float64Array,
): Float64Array {
  return Float64Array.from({ length: rows.length / dimension }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += rows[row * dimension + k]! * vector[k]!;
    return sum;
  });
}

/**
 * LP++: f · w_c + b_c + α_c f · t_c.
 * Huang et al. 2024 (arXiv:2404.02285), equation 4.
 *
 * Momentum 0.9 on W and b over all rows, 300 epochs, with step lengths from the data (`probeRates`); α moves in every tenth epoch. Nothing but the epoch
 * is tuned. The released code never clears the gradient of α, so that its step is the sum of all before; here it is that epoch's. Its bias starts
 * at PyTorch's random values, here at 0. Of equally accurate epochs it keeps the last, and this the one of lower cross-entropy.
 */
export const lpPlusPlus: Method = {
  id: "lp-plus-plus",
  name: "LP++",
  scope: "inductive",
  needsClassTexts: true,
  source: "Huang et al. 2024, arXiv:2404.02285",
  run: (problem, tools) =>
    chooseByGradients(problem, tools, {
      method: lpPlusPlus,
      configurations: [null],
      tuned: () => ({}),
      schedule: { epochs: EPOCHS, batchRows: Infinity, validateEvery: 5 },
      open: (_, texts) => {
        const model = blendedProbeModel(texts, initialProbe(texts, problem.trainLabels));
        const rates = probeRates(texts);
        const forAlpha = (epoch: number): number =>
          (epoch + 1) % ALPHA_EVERY === 0 ? rates.alpha : 0;
        const probe = { schedule: () => rates.weights, momentum: 0.9 };
        const blend = { schedule: forAlpha, momentum: 0 };
        return { model, optimizer: momentumOptimizer(model.variables, [probe, probe, blend]) };
      },
    }),
};
