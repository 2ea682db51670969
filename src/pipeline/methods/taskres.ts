/** TaskRes: a residual on the class texts. */

import { add, dispose, mul, tensor2d, tidy, transpose, variable } from "../tensor.ts";
import { chooseByGradients, type GradientModel } from "./gradient-training.ts";
import type { Method, TextSpace } from "./method.ts";
import { adamOptimizer, cosineSchedule } from "./optimizers.ts";
import { LOGIT_SCALE } from "./text-space.ts";
import { unitRows } from "./unit-rows.ts";

const ALPHA = 0.5;
const LEARNING_RATES = [2e-4, 6e-4, 2e-3, 6e-3];
const EPOCHS = 60;

/** logits = s f unit(T + α x)ᵀ with the variable residual x [C, d]. The caller disposes. */
export function taskResidualModel(
  { classes, images: { dimension } }: TextSpace,
  residual: Float32Array,
  alpha: number,
): GradientModel {
  const classCount = classes.length / dimension;
  const x = tidy(() => variable(tensor2d(residual, [classCount, dimension])));
  const texts = tensor2d(classes, [classCount, dimension]);
  return {
    variables: [x],
    logits: (rows) => rows.times(mul(transpose(unitRows(add(texts, mul(x, alpha)))), LOGIT_SCALE)), // [n, d] -> [n, C]
    penalty: null,
    dispose: () => {
      dispose([x, texts]);
    },
  };
}

/**
 * TaskRes: s f unit(T + α x)ᵀ, s = 100, x starting at 0.
 * Yu et al. 2023 (arXiv:2211.10277), equations 4 and 5.
 *
 * α = 0.5; Adam with a cosine over 60 epochs, batches of 256. Tuned: learning rate in {2e-4, 6e-4, 2e-3, 6e-3}, of equal ones the smaller, and the epoch; α is
 * not tuned beside it, since Adam's steps do not depend on the size of the gradient, and so T + α x on α times the rate alone. The released code
 * takes 2e-3 for 100 or 200 epochs, and adds x to texts of their own length; here T has unit rows.
 */
export const taskRes: Method = {
  id: "taskres",
  name: "TaskRes",
  scope: "inductive",
  needsClassTexts: true,
  source: "Yu et al. 2023, arXiv:2211.10277",
  run: (problem, tools) =>
    chooseByGradients(problem, tools, {
      method: taskRes,
      configurations: LEARNING_RATES,
      tuned: (learningRate) => ({ "learning rate": learningRate }),
      schedule: { epochs: EPOCHS, batchRows: 256, validateEvery: 2 },
      open: (learningRate, texts) => {
        const model = taskResidualModel(texts, new Float32Array(texts.classes.length), ALPHA);
        const schedule = cosineSchedule(learningRate, EPOCHS);
        return { model, optimizer: adamOptimizer(model.variables, schedule) };
      },
    }),
};
