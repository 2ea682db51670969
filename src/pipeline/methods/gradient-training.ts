/** Training of the small modules of few-shot methods, each configuration with its best epoch on validation, and the best configuration. */

import { StudioError } from "../../errors.ts";
import { gatherRows } from "../../numeric/gather-rows.ts";
import { childSeed, createRandom } from "../../numeric/random.ts";
import type { Progress } from "../artifacts.ts";
import {
  add,
  clone,
  ConstantMatrix,
  dispose,
  tidy,
  variableGrads,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Variable,
} from "../tensor.ts";
import {
  classTargets,
  crossEntropy,
  disposeTargets,
  type ClassTargets,
} from "../training/cross-entropy.ts";
import { meanCrossEntropy, predictedClasses, scoreAccuracy } from "./class-scores.ts";
import {
  TRIAL_BUDGET,
  type Method,
  type MethodProblem,
  type MethodRun,
  type MethodTools,
  type TextSpace,
} from "./method.ts";
import type { Optimizer } from "./optimizers.ts";
import { requiredTexts } from "./text-space.ts";

export interface GradientModel {
  readonly variables: readonly Variable[];
  /** [n, C] of unit rows f [n, dimension]. Called inside tidy. */
  readonly logits: (rows: ConstantMatrix) => Tensor2D;
  /** Added to the cross-entropy; null for none. Called inside tidy. */
  readonly penalty: (() => Scalar) | null;
  readonly dispose: () => void;
}

export interface TrainingSchedule {
  readonly epochs: number;
  /** Rows of an update; the last of an epoch may be smaller. Infinity for all rows. */
  readonly batchRows: number;
  /** Epochs from one validation to the next; the last epoch is always validated. */
  readonly validateEvery: number;
}

export interface TrainedMethod<Configuration> {
  readonly method: Pick<Method, "id" | "name">;
  /** Simplest first. */
  readonly configurations: readonly Configuration[];
  readonly tuned: (configuration: Configuration) => Readonly<Record<string, number>>;
  readonly schedule: TrainingSchedule;
  readonly open: (
    configuration: Configuration,
    texts: TextSpace,
  ) => { readonly model: GradientModel; readonly optimizer: Optimizer };
}

/** One configuration at its kept epoch. */
interface TrainedScores {
  readonly validationAccuracy: number;
  readonly validationLogits: Float32Array;
  readonly testLogits: Float32Array;
  readonly parameters: number;
}

/**
 * Trains every configuration and keeps that of the highest validation accuracy; of equal ones the first, so the simplest, stays.
 *
 * @throws RangeError without class texts or a configuration, or with more than TRIAL_BUDGET; StudioError training/diverged
 */
export async function* chooseByGradients<Configuration>(
  problem: MethodProblem,
  tools: Pick<MethodTools, "clock" | "openTensorFlow">,
  spec: TrainedMethod<Configuration>,
): AsyncGenerator<Progress, MethodRun> {
  const { method, configurations, schedule } = spec;
  const startMs = tools.clock();
  const texts = requiredTexts(problem, method.id);
  const trials = configurations.length;
  if (trials > TRIAL_BUDGET) throw new RangeError(`${trials} of ${TRIAL_BUDGET} configurations`);
  await tools.openTensorFlow();
  let best: { configuration: Configuration; scores: TrainedScores } | null = null;
  for (const [index, configuration] of configurations.entries()) {
    const { model, optimizer } = spec.open(configuration, texts);
    try {
      const steps = trainByGradients(model, optimizer, problem, texts, schedule);
      let step = await steps.next();
      for (; step.done !== true; step = await steps.next()) {
        const done = index * schedule.epochs + step.value;
        yield { label: method.name, done, total: trials * schedule.epochs };
      }
      const accuracy = step.value;
      if (best === null || accuracy > best.scores.validationAccuracy) {
        best = { configuration, scores: await trainedScores(model, texts, accuracy) };
      }
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  }
  if (best === null) throw new RangeError("no configuration");
  const { scores, configuration } = best;
  return {
    method: method.id,
    runSeed: problem.runSeed,
    tuned: spec.tuned(configuration),
    trials,
    validationAccuracy: scores.validationAccuracy,
    validationPredictions: predictedClasses(scores.validationLogits, problem.classCount),
    testPredictions: predictedClasses(scores.testLogits, problem.classCount),
    parameters: scores.parameters,
    bytes: 16 * scores.parameters,
    seconds: (tools.clock() - startMs) / 1000,
  };
}

/**
 * Trains `model` in place by mean cross-entropy and its penalty, in an order of the rows drawn anew each epoch from the run seed.
 * At the end it holds the validated epoch of highest validation accuracy, of equal ones that of lowest cross-entropy, of equal ones the earliest.
 * Ending the generator early frees its tensors.
 *
 * @returns a generator that yields the epochs done, and returns the validation accuracy kept
 * @throws StudioError training/diverged when the validation loss is not finite
 */
export async function* trainByGradients(
  model: GradientModel,
  optimizer: Optimizer,
  problem: Pick<MethodProblem, "runSeed" | "classCount" | "trainLabels" | "validationLabels">,
  { images }: Pick<TextSpace, "images">,
  { epochs, batchRows, validateEvery }: TrainingSchedule,
): AsyncGenerator<number, number> {
  const { classCount, validationLabels } = problem;
  const random = createRandom(childSeed(problem.runSeed, "batches"));
  const batches = createBatches(
    images.train,
    images.dimension,
    problem.trainLabels,
    classCount,
    batchRows,
  );
  const validation = constantRows(images.validation, images.dimension);
  let kept: { accuracy: number; loss: number; values: Tensor[] } | null = null;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      batches.eachOfEpoch(random.shuffle, (rows, targets) => {
        optimizer.step(lossGradients(model, rows, targets), epoch);
      });
      if ((epoch + 1) % validateEvery === 0 || epoch === epochs - 1) {
        const logits = await readLogits(model, validation);
        const accuracy = scoreAccuracy(logits, classCount, validationLabels);
        const loss = finiteLoss(
          meanCrossEntropy(logits, classCount, validationLabels),
          epoch + 1,
          epochs,
        );
        if (
          kept === null ||
          accuracy > kept.accuracy ||
          (accuracy === kept.accuracy && loss < kept.loss)
        ) {
          if (kept !== null) dispose(kept.values);
          kept = { accuracy, loss, values: model.variables.map((parameter) => clone(parameter)) };
        }
      }
      yield epoch + 1;
    }
    if (kept === null) throw new RangeError("training needs an epoch");
    for (const [index, parameter] of model.variables.entries()) {
      parameter.assign(kept.values[index]!);
    }
    return kept.accuracy;
  } finally {
    batches.dispose();
    validation.dispose();
    if (kept !== null) dispose(kept.values);
  }
}

/** Rows on the device; the caller disposes. @param rows [n, dimension] */
export function constantRows(rows: Float32Array, dimension: number): ConstantMatrix {
  return new ConstantMatrix(rows, rows.length / dimension, dimension);
}

async function trainedScores(
  model: GradientModel,
  { images }: TextSpace,
  validationAccuracy: number,
): Promise<TrainedScores> {
  const read = async (rows: Float32Array): Promise<Float32Array> => {
    const matrix = constantRows(rows, images.dimension);
    try {
      return await readLogits(model, matrix);
    } finally {
      matrix.dispose();
    }
  };
  return {
    validationAccuracy,
    validationLogits: await read(images.validation),
    testLogits: await read(images.test),
    parameters: model.variables.reduce((count, { size }) => count + size, 0),
  };
}

/** Logits of rows that `constantRows` holds, [n, C]. */
export async function readLogits(
  model: GradientModel,
  rows: ConstantMatrix,
): Promise<Float32Array> {
  const logits = tidy(() => model.logits(rows));
  try {
    return Float32Array.from(await logits.data());
  } finally {
    logits.dispose();
  }
}

function finiteLoss(loss: number, epoch: number, epochs: number): number {
  if (Number.isFinite(loss)) return loss;
  throw new StudioError(
    "training/diverged",
    `The loss was not finite at epoch ${epoch} of ${epochs}.`,
    { epoch, epochs },
  );
}

/** Gradients of the loss in the order of the variables. The optimiser's step is their only use, so the caller's tidy frees them. */
function lossGradients(
  model: GradientModel,
  rows: ConstantMatrix,
  targets: ClassTargets,
): readonly (Tensor | null)[] {
  const { grads } = variableGrads(() => {
    const fit = crossEntropy(model.logits(rows), targets);
    return model.penalty === null ? fit : add(fit, model.penalty());
  }, [...model.variables]);
  return model.variables.map(({ name }) => grads[name] ?? null);
}

interface Batches {
  readonly eachOfEpoch: (
    shuffle: (order: Int32Array) => void,
    update: (rows: ConstantMatrix, targets: ClassTargets) => void,
  ) => void;
  readonly dispose: () => void;
}

/** All rows at once stay on the device; smaller batches are copied there one by one. */
function createBatches(
  rows: Float32Array,
  dimension: number,
  labels: Int32Array,
  classCount: number,
  batchRows: number,
): Batches {
  const open = (batch: Float32Array, batchLabels: Int32Array) => ({
    matrix: constantRows(batch, dimension),
    targets: classTargets(batchLabels, classCount),
  });
  const close = ({ matrix, targets }: ReturnType<typeof open>): void => {
    matrix.dispose();
    disposeTargets(targets);
  };
  if (batchRows >= labels.length) {
    const all = open(rows, labels);
    return {
      eachOfEpoch: (_, update) => {
        tidy(() => {
          update(all.matrix, all.targets);
        });
      },
      dispose: () => {
        close(all);
      },
    };
  }
  const order = Int32Array.from(labels.keys());
  return {
    eachOfEpoch: (shuffle, update) => {
      shuffle(order);
      for (let first = 0; first < order.length; first += batchRows) {
        const chosen = order.subarray(first, first + batchRows);
        const batch = open(
          gatherRows(rows, dimension, chosen),
          Int32Array.from(chosen, (row) => labels[row]!),
        );
        tidy(() => {
          update(batch.matrix, batch.targets);
        });
        close(batch);
      }
    },
    dispose: () => undefined,
  };
}
