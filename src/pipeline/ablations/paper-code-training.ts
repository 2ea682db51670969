/** Mini-batch training of the paper-code network, with its pull towards the initial head. */

import type { EpochReport } from "../artifacts.ts";
import {
  add,
  argMax,
  dispose,
  keep,
  mul,
  stack,
  sum,
  tidy,
  variableGrads,
  type Tensor,
  type Tensor2D,
} from "../tensor.ts";
import { createAdam } from "../training/adam.ts";
import {
  disposeCheckpoint,
  restoreCheckpoint,
  takeCheckpoint,
  type Checkpoint,
} from "../training/checkpoint.ts";
import { correctCount, crossEntropy } from "../training/cross-entropy.ts";
import { finiteReport, isBetter } from "../training/epoch-choice.ts";
import type { PaperCodeOptions } from "./ablation.ts";
import {
  anchorPenalty,
  batchedSquares,
  type GraphBatch,
  type HeadAnchor,
  type LabelledBatch,
  type PaperCodeModel,
} from "./paper-code-model.ts";

interface PaperCodePlan {
  readonly train: readonly LabelledBatch[];
  readonly validation: readonly LabelledBatch[];
  readonly options: PaperCodeOptions;
  readonly epochs: number;
  readonly learningRate: number;
}

interface PaperCodeResult {
  readonly validationAccuracy: number;
  /** The pull, summed over every step: 0 exactly where it was 0 at each. */
  readonly penaltySum: number;
}

/**
 * Adam on one batch after another, in their order; validation after every epoch, the best kept (E23). Changes the head, and the adapter only where it
 * is trained.
 *
 * @returns a generator that leaves the model at the kept epoch
 * @throws StudioError training/diverged
 */
export async function* trainPaperCode(
  model: PaperCodeModel,
  { train, validation, options, epochs, learningRate }: PaperCodePlan,
): AsyncGenerator<EpochReport, PaperCodeResult> {
  const trained = options.trainAdapter ? [...model.adapter, ...model.head] : [...model.head];
  const parameters = trained.map((variable) => ({ name: variable.name, variable }));
  const initialHead = takeCheckpoint(model.head.map((variable) => ({ name: "", variable })));
  const anchor: HeadAnchor = {
    fisher: batchedSquares(model, train),
    values: options.cloneAnchor ? initialHead : model.head,
  };
  const adam = createAdam(trained, learningRate);
  const inputs = headInputs(model, options);
  let kept: EpochReport | null = null;
  let checkpoint: Checkpoint = [];
  let penaltySum = 0;
  const step = (batch: LabelledBatch) =>
    tidy(() => {
      const penalty = anchorPenalty(model, anchor);
      const { value, grads } = variableGrads(() => {
        const fit = crossEntropy(model.logits(batch, inputs.of(batch)), batch.targets);
        return add(fit, anchorPenalty(model, anchor));
      }, trained);
      adam.step(trained.map(({ name }) => grads[name] ?? null));
      return stack([value, penalty]);
    });
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const [loss, penalty] = await columnSums(train.map(step));
      penaltySum += penalty;
      const [validationLoss, correct] = await columnSums(
        validation.map((batch) => validated(model, batch, inputs.of)),
      );
      const count = validation.reduce((sum, { targets }) => sum + targets.count, 0);
      const report = finiteReport({
        epoch,
        epochs,
        trainLoss: loss / train.length,
        validationLoss: validationLoss / count,
        validationAccuracy: correct / count,
      });
      if (kept === null || isBetter(report, kept)) {
        kept = report;
        disposeCheckpoint(checkpoint);
        checkpoint = takeCheckpoint(parameters);
      }
      yield report;
    }
    if (kept === null) throw new RangeError("training needs an epoch");
    restoreCheckpoint(parameters, checkpoint);
    return { validationAccuracy: kept.validationAccuracy, penaltySum };
  } finally {
    adam.dispose();
    inputs.dispose();
    disposeCheckpoint(checkpoint);
    disposeCheckpoint(initialHead);
    dispose([...anchor.fisher]);
  }
}

/** Class of the largest logit of each node of the batch. */
export async function predictBatch(model: PaperCodeModel, batch: GraphBatch): Promise<number[]> {
  const classes = tidy(() => argMax(model.logits(batch, model.adapted(batch)), 1));
  try {
    return Array.from(await classes.data());
  } finally {
    classes.dispose();
  }
}

/** H of a batch: made once where the adapter stays as it is. */
function headInputs(model: PaperCodeModel, { trainAdapter }: PaperCodeOptions) {
  const known = new Map<GraphBatch, Tensor2D>();
  return {
    of: (batch: GraphBatch): Tensor2D => {
      if (trainAdapter) return model.adapted(batch);
      const made = known.get(batch) ?? keep(tidy(() => model.adapted(batch)));
      known.set(batch, made);
      return made;
    },
    dispose: () => {
      dispose([...known.values()]);
    },
  };
}

/** Summed cross-entropy and number of correct predictions. */
function validated(
  model: PaperCodeModel,
  batch: LabelledBatch,
  inputOf: (batch: GraphBatch) => Tensor2D,
): Tensor {
  return tidy(() => {
    const logits = model.logits(batch, inputOf(batch));
    const loss = mul(crossEntropy(logits, batch.targets), batch.targets.count);
    return stack([loss, correctCount(logits, batch.targets)]);
  });
}

/** Sums over rows of two numbers, read at once; the rows are disposed. */
async function columnSums(rows: readonly Tensor[]): Promise<[number, number]> {
  const total = tidy(() => sum(stack([...rows]), 0));
  try {
    const [first, second] = await total.data();
    return [first!, second!];
  } finally {
    dispose([...rows, total]);
  }
}
