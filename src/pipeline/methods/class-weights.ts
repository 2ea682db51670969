/** ZS-LP and CLAP: class weights that start at the class texts. */

import {
  dispose,
  mul,
  square,
  sub,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
  variable,
} from "../tensor.ts";
import { chooseByGradients, type GradientModel } from "./gradient-training.ts";
import type { Method, TextSpace } from "./method.ts";
import { momentumOptimizer, cosineSchedule } from "./optimizers.ts";
import { LOGIT_SCALE, zeroShotLogits } from "./text-space.ts";
import { unitRows } from "./unit-rows.ts";

const EPOCHS = 100;
const LEARNING_RATES = [1e-3, 1e-2, 1e-1];
const STRENGTHS = [1, 10];

/** logits = s f unit(W)ᵀ, and the penalty (1/C) Σ_c multiplier_c ‖w_c - t_c‖² where multipliers are given. The caller disposes. */
export function classWeightsModel(
  { classes, images: { dimension } }: TextSpace,
  initial: Float32Array,
  multipliers: Float32Array | null,
): GradientModel {
  const classCount = classes.length / dimension;
  const weights = tidy(() => variable(tensor2d(initial, [classCount, dimension])));
  const texts = tensor2d(classes, [classCount, dimension]);
  const shares = tensor1d((multipliers ?? new Float32Array(classCount)).map((m) => m / classCount));
  return {
    variables: [weights],
    logits: (rows) => rows.times(mul(transpose(unitRows(weights)), LOGIT_SCALE)), // [n, d] -> [n, C]
    penalty:
      multipliers === null ? null : () => sum(mul(sum(square(sub(weights, texts)), 1), shares)),
    dispose: () => {
      dispose([weights, texts, shares]);
    },
  };
}

/**
 * Mean zero-shot probability of class c over the training rows of class c, [C]; 0 for a class without rows.
 * Silva-Rodríguez et al. 2024 (arXiv:2312.12730), the initial multipliers of section 4.2.
 *
 * @param logits s f Tᵀ of the training rows [n, C]
 */
export function zeroShotMultipliers(
  logits: Float32Array,
  labels: Int32Array,
  classCount: number,
): Float32Array {
  const sums = new Float64Array(classCount);
  const counts = new Float64Array(classCount);
  labels.forEach((label, row) => {
    const own = logits.subarray(row * classCount, (row + 1) * classCount);
    const total = own.reduce((before, logit) => before + Math.exp(logit - own[label]!), 0);
    sums[label]! += 1 / total;
    counts[label]! += 1;
  });
  return Float32Array.from(sums, (value, c) => value / Math.max(1, counts[c]!));
}

const schedule = { epochs: EPOCHS, batchRows: 256, validateEvery: 2 };

/**
 * ZS-LP: s f unit(w)ᵀ, s = 100, w starting at T.
 * Silva-Rodríguez et al. 2024 (arXiv:2312.12730), section 3.
 *
 * Momentum 0.9, batches of 256, a cosine over 100 epochs. Tuned: learning rate in {1e-3, 1e-2, 1e-1}, of equal ones the smaller, and the epoch. The released
 * code takes 0.1 for 300 epochs and tunes nothing, on texts of their own length, about 10, where the same rate turns w a hundred times less.
 */
export const zsLp: Method = {
  id: "zs-lp",
  name: "ZS-LP",
  scope: "inductive",
  needsClassTexts: true,
  source: "Silva-Rodríguez et al. 2024, arXiv:2312.12730",
  run: (problem, tools) =>
    chooseByGradients(problem, tools, {
      method: zsLp,
      configurations: LEARNING_RATES,
      tuned: (learningRate) => ({ "learning rate": learningRate }),
      schedule,
      open: (learningRate, texts) => {
        const model = classWeightsModel(texts, texts.classes, null);
        return { model, optimizer: descend(model, learningRate) };
      },
    }),
};

/**
 * CLAP: ZS-LP with the penalty (λ/C) Σ_c α_c ‖w_c - t_c‖², α_c the mean zero-shot probability of class c on its training rows, held fixed.
 * Silva-Rodríguez et al. 2024 (arXiv:2312.12730), section 4.
 *
 * Tuned: λ in {1, 10} x learning rate in {1e-3, 1e-2, 1e-1}, of equal ones the first in this order, and the epoch. The released code has λ = 1; here T has
 * unit rows, where a penalty of the same strength is smaller by the square of the texts' length.
 */
export const clap: Method = {
  id: "clap",
  name: "CLAP",
  scope: "inductive",
  needsClassTexts: true,
  source: "Silva-Rodríguez et al. 2024, arXiv:2312.12730",
  run: (problem, tools) =>
    chooseByGradients(problem, tools, {
      method: clap,
      configurations: STRENGTHS.flatMap((strength) =>
        LEARNING_RATES.map((learningRate) => ({ strength, learningRate })),
      ),
      tuned: ({ strength, learningRate }) => ({
        lambda: strength,
        "learning rate": learningRate,
      }),
      schedule,
      open: ({ strength, learningRate }, texts) => {
        const logits = zeroShotLogits(tools.kernels, texts.images.train, texts);
        const multipliers = zeroShotMultipliers(logits, problem.trainLabels, problem.classCount);
        const model = classWeightsModel(
          texts,
          texts.classes,
          multipliers.map((multiplier) => strength * multiplier),
        );
        return { model, optimizer: descend(model, learningRate) };
      },
    }),
};

function descend(model: GradientModel, learningRate: number) {
  const descent = { schedule: cosineSchedule(learningRate, EPOCHS), momentum: 0.9 };
  return momentumOptimizer(model.variables, [descent]);
}
