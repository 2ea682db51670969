/** The training loop of a model that makes a whole step at once, outside TensorFlow.js: the epochs of train.ts for a single task. */

import type { EpochReport } from "../artifacts.ts";
import { finiteReport, isBetter, type TrainingResult } from "./epoch-choice.ts";

/** A model that holds its examples, its parameters and the state of Adam. */
export interface SteppingModel {
  /** One update by E23 over all training examples. Returns the cross-entropy before it. */
  readonly step: (learningRate: number) => number;
  /** Cross-entropy of the validation examples, and how many of them are classified right. */
  readonly validate: () => { readonly loss: number; readonly correct: number };
  readonly validationCount: number;
  /** Sets the parameters aside, in place of those set aside before. */
  readonly keep: () => void;
  /** Back to the parameters set aside. */
  readonly restore: () => void;
}

/**
 * Trains all epochs as `train` does with `keep: "best-validation"` and no finished task; the model holds the kept epoch's parameters at the end.
 *
 * @throws StudioError training/diverged with the epoch when a loss is not finite
 */
export function* simdTraining(
  model: SteppingModel,
  { epochs, learningRate }: { readonly epochs: number; readonly learningRate: number },
): Generator<EpochReport, TrainingResult> {
  const trainLosses: number[] = [];
  let kept: EpochReport | null = null;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const trainLoss = model.step(learningRate);
    const { loss, correct } = model.validate();
    const report = finiteReport({
      epoch,
      epochs,
      trainLoss,
      validationLoss: loss,
      validationAccuracy: correct / model.validationCount,
    });
    trainLosses.push(trainLoss);
    if (kept === null || isBetter(report, kept)) {
      kept = report;
      model.keep();
    }
    yield report;
  }
  if (kept === null) throw new RangeError("training needs an epoch");
  model.restore();
  const { epoch, validationLoss, validationAccuracy } = kept;
  return { keptEpoch: epoch, validationLoss, validationAccuracy, trainLosses };
}
