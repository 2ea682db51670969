/** The training loop: full batch, Adam, every epoch validated, the best epoch kept. */

import type { EpochReport } from "../artifacts.ts";
import { add, stack, tidy, variableGrads, type Scalar, type Tensor } from "../tensor.ts";
import { createAdam } from "./adam.ts";
import {
  disposeCheckpoint,
  restoreCheckpoint,
  takeCheckpoint,
  type Checkpoint,
} from "./checkpoint.ts";
import { correctCount, crossEntropy, type ClassTargets } from "./cross-entropy.ts";
import { finiteReport, isBetter, type TrainingResult } from "./epoch-choice.ts";
import { ewcPenalty, type ConsolidatedTask } from "./ewc-penalty.ts";
import type { TrainableModel } from "../trainable-model.ts";

interface LabelledExamples<Examples> {
  readonly examples: Examples;
  readonly targets: ClassTargets;
}

export interface TrainingPlan<Examples> {
  readonly train: LabelledExamples<Examples>;
  readonly validation: LabelledExamples<Examples>;
  readonly epochs: number;
  readonly learningRate: number;
  readonly ewcLambda: number;
  /** Tasks finished before this one; empty for a single task, whose penalty is then 0. */
  readonly finishedTasks: readonly ConsolidatedTask[];
  /** Sees every update, after it and inside tidy: the gradients of the cross-entropy alone, and the parameters before it. */
  readonly onUpdate?: (fitGradients: readonly (Tensor | null)[], before: Checkpoint) => void;
  /** Within a sequence of tasks the last epoch is kept, so that no task chooses its own end. */
  readonly keep: "best-validation" | "last";
}

/**
 * Trains `model` in place by E15 + E16 with Adam (E23), all epochs, one update an epoch over all training examples.
 *
 * Epoch e = 1, 2, ... reports the loss before its update, CE + Ω, and validation after it. Kept is the epoch of highest validation accuracy, of
 * equal ones that of lowest validation cross-entropy, of equal ones the earlier; the parameters are set to it at the end.
 * Deterministic: no randomness beyond the model's initial parameters. One read of three numbers an epoch. Ending the generator early
 * (`return()`) frees its tensors and leaves the parameters of the last update.
 *
 * @throws StudioError training/diverged with the epoch when a loss is not finite
 */
export async function* train<Examples>(
  model: TrainableModel<Examples>,
  plan: TrainingPlan<Examples>,
): AsyncGenerator<EpochReport, TrainingResult> {
  const adam = createAdam(
    model.parameters.map(({ variable }) => variable),
    plan.learningRate,
  );
  const trainLosses: number[] = [];
  let kept: EpochReport | null = null;
  let checkpoint: Checkpoint | null = null;
  try {
    for (let epoch = 1; epoch <= plan.epochs; epoch++) {
      const report = await trainEpoch(model, plan, adam.step, epoch);
      trainLosses.push(report.trainLoss);
      const isKept = plan.keep === "last" || kept === null || isBetter(report, kept);
      if (isKept) {
        kept = report;
        if (checkpoint !== null) disposeCheckpoint(checkpoint);
        checkpoint = takeCheckpoint(model.parameters);
      }
      yield report;
    }
    if (kept === null || checkpoint === null) throw new RangeError("training needs an epoch");
    restoreCheckpoint(model.parameters, checkpoint);
    const { epoch, validationLoss, validationAccuracy } = kept;
    return { keptEpoch: epoch, validationLoss, validationAccuracy, trainLosses };
  } finally {
    adam.dispose();
    if (checkpoint !== null) disposeCheckpoint(checkpoint);
  }
}

async function trainEpoch<Examples>(
  model: TrainableModel<Examples>,
  plan: TrainingPlan<Examples>,
  update: (gradients: readonly (Tensor | null)[]) => void,
  epoch: number,
): Promise<EpochReport> {
  const { train: training, validation } = plan;
  const measured = tidy(() => {
    const { loss, gradients, fitGradients } = lossAndGradients(model, plan);
    const before = takeCheckpoint(model.parameters);
    update(gradients);
    plan.onUpdate?.(fitGradients, before);
    const logits = model.logits(validation.examples);
    return stack([
      loss,
      crossEntropy(logits, validation.targets),
      correctCount(logits, validation.targets),
    ]);
  });
  const [trainLoss, validationLoss, correct] = await measured.data();
  measured.dispose();
  if (trainLoss === undefined || validationLoss === undefined || correct === undefined) {
    throw new RangeError(`epoch ${epoch} of ${training.targets.count} examples measured nothing`);
  }
  return finiteReport({
    epoch,
    epochs: plan.epochs,
    trainLoss,
    validationLoss,
    validationAccuracy: correct / validation.targets.count,
  });
}

/** CE + Ω on the training examples, its gradient by every parameter in the model's order, and that of CE alone. Call inside tidy. */
export function lossAndGradients<Examples>(
  model: TrainableModel<Examples>,
  plan: Pick<TrainingPlan<Examples>, "train" | "ewcLambda" | "finishedTasks">,
): {
  readonly loss: Scalar;
  readonly gradients: readonly (Tensor | null)[];
  readonly fitGradients: readonly (Tensor | null)[];
} {
  const { train: training, finishedTasks, ewcLambda } = plan;
  const variables = model.parameters.map(({ variable }) => variable);
  const fit = variableGrads(
    () => crossEntropy(model.logits(training.examples), training.targets),
    variables,
  );
  const fitGradients = variables.map(({ name }) => fit.grads[name] ?? null);
  // E18: the penalty of a single task is 0; leaving it out saves the operations.
  if (finishedTasks.length === 0) {
    return { loss: fit.value, gradients: fitGradients, fitGradients };
  }
  const penalty = variableGrads(
    () => ewcPenalty(model.parameters, finishedTasks, ewcLambda),
    variables,
  );
  return {
    loss: add(fit.value, penalty.value),
    gradients: variables.map(({ name }, index) => {
      const pull = penalty.grads[name]!;
      const gradient = fitGradients[index];
      return gradient === null || gradient === undefined ? pull : add(gradient, pull);
    }),
    fitGradients,
  };
}
