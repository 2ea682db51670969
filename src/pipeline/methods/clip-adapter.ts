/** CLIP-Adapter: a bottleneck on the image features, mixed with them. */

import { childSeed, createRandom } from "../../numeric/random.ts";
import {
  add,
  dispose,
  matMul,
  mul,
  relu,
  tensor2d,
  tidy,
  transpose,
  variable,
  type ConstantMatrix,
  type Tensor2D,
} from "../tensor.ts";
import { chooseByGradients, type GradientModel } from "./gradient-training.ts";
import type { Method, TextSpace } from "./method.ts";
import { adamOptimizer, cosineSchedule } from "./optimizers.ts";
import { LOGIT_SCALE } from "./text-space.ts";
import { unitRows } from "./unit-rows.ts";

const REDUCTION = 4;
const EPOCHS = 20;
const RATIOS = [0.2, 0.6];
const LEARNING_RATES = [1e-4, 1e-3];

/** W1 [d, h] and W2 [h, d] row-major. */
export interface AdapterWeights {
  readonly down: Float32Array;
  readonly up: Float32Array;
}

/** logits = s f' Tᵀ with f' = unit(ratio relu(relu(f W1) W2) + (1 - ratio) f), no biases. The caller disposes. */
export function clipAdapterModel(
  { classes, images: { dimension } }: TextSpace,
  { down, up }: AdapterWeights,
  ratio: number,
): GradientModel {
  const hidden = down.length / dimension;
  const first = tidy(() => variable(tensor2d(down, [dimension, hidden])));
  const second = tidy(() => variable(tensor2d(up, [hidden, dimension])));
  const texts: Tensor2D = tidy(() =>
    transpose(mul(tensor2d(classes, [classes.length / dimension, dimension]), LOGIT_SCALE)),
  );
  return {
    variables: [first, second],
    logits: (rows: ConstantMatrix) => {
      const inner = relu(rows.times(first)); // [n, d] -> [n, h]
      const adapted: Tensor2D = relu(matMul(inner, second)); // [n, h] -> [n, d]
      const mixed: Tensor2D = add(mul(adapted, ratio), mul(rows.tensor, 1 - ratio));
      return matMul(unitRows(mixed), texts); // [n, d] -> [n, C]
    },
    penalty: null,
    dispose: () => {
      dispose([first, second, texts]);
    },
  };
}

/** PyTorch's initial values of a linear map without bias: uniform in ±1/√(inputs). */
function initialWeights(dimension: number, runSeed: number): AdapterWeights {
  const random = createRandom(childSeed(runSeed, "clip-adapter"));
  const hidden = Math.max(1, Math.floor(dimension / REDUCTION));
  const uniform = (inputs: number): Float32Array =>
    Float32Array.from(
      { length: dimension * hidden },
      () => (2 * random.uniform() - 1) / Math.sqrt(inputs),
    );
  return { down: uniform(dimension), up: uniform(hidden) };
}

/**
 * CLIP-Adapter: s unit(ratio relu(relu(f W1) W2) + (1 - ratio) f) Tᵀ, s = 100, hidden size d/4.
 * Gao et al. 2021 (arXiv:2110.04544), equations 2 and 3; the text side stays as it is, as in the paper's best setting.
 *
 * Tuned: ratio in {0.2, 0.6} x learning rate in {1e-4, 1e-3} of Adam with a cosine over 20 epochs, batches of 256; the epoch by validation. The
 * released code adapts the features before they are made unit, keeps ratio 0.2 and reports the last epoch.
 */
export const clipAdapter: Method = {
  id: "clip-adapter",
  name: "CLIP-Adapter",
  scope: "inductive",
  needsClassTexts: true,
  source: "Gao et al. 2021, arXiv:2110.04544",
  run: (problem, tools) =>
    chooseByGradients(problem, tools, {
      method: clipAdapter,
      configurations: RATIOS.flatMap((ratio) =>
        LEARNING_RATES.map((learningRate) => ({ ratio, learningRate })),
      ),
      tuned: ({ ratio, learningRate }) => ({ ratio, "learning rate": learningRate }),
      schedule: { epochs: EPOCHS, batchRows: 256, validateEvery: 1 },
      open: ({ ratio, learningRate }, texts) => {
        const weights = initialWeights(texts.images.dimension, problem.runSeed);
        const model = clipAdapterModel(texts, weights, ratio);
        const schedule = cosineSchedule(learningRate, EPOCHS);
        return { model, optimizer: adamOptimizer(model.variables, schedule) };
      },
    }),
};
