/** The training loop of several seeds at once: the epochs of training/train.ts, with numbers read back every few epochs only. */

import { meanAndSd } from "../../numeric/mean-and-sd.ts";
import type { AdapterParameterValues } from "../adapter/initial-parameters.ts";
import {
  wideForward,
  wideGradient,
  wideMatrices,
  type WideExamples,
} from "../adapter/wide-adapter.ts";
import { packParameters, trainedMask, type WideLayout } from "../adapter/wide-layout.ts";
import type { AdapterSettings, EpochReport } from "../artifacts.ts";
import {
  clone,
  concat,
  dispose,
  mul,
  slice,
  tensor2d,
  tidy,
  variable,
  type Rank,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from "../tensor.ts";
import { createAdam, type Adam } from "../training/adam.ts";
import {
  createSeedHistory,
  disposeSnapshot,
  type SeedHistory,
  type WideSnapshot,
} from "./wide-history.ts";
import { wideMeasures, type WideTargets } from "./wide-targets.ts";

export interface WidePlan {
  readonly layout: WideLayout;
  readonly settings: Pick<AdapterSettings, "residual" | "activation">;
  /** One entry a seed. */
  readonly initial: readonly AdapterParameterValues[];
  /** Training rows first, then validation rows; one forward pass serves both. */
  readonly examples: WideExamples;
  readonly targets: WideTargets;
  readonly epochs: number;
  readonly learningRate: number;
}

interface WideSeedResult {
  readonly keptEpoch: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly trainLosses: readonly number[];
  /** At the kept epoch, in the order of the validation rows. */
  readonly validationPredictions: readonly number[];
}

export interface WideResult {
  /** One entry a seed. */
  readonly seeds: readonly WideSeedResult[];
  /** [S, size]: each seed at its kept epoch. The caller disposes it. */
  readonly parameters: Tensor2D;
}

interface WideState {
  /** [S, size] */
  readonly parameters: Variable<Rank.R2>;
  /** [1, size] */
  readonly mask: Tensor2D;
  readonly adam: Adam;
}

/** One pass over all rows, waiting for its numbers to be read. */
interface Pass {
  readonly snapshot: WideSnapshot;
  /** [S, 2, 2] */
  readonly sums: Tensor3D;
}

const EPOCHS_A_READ = 10;
/** Parameters of unread epochs stay on the device; large adapters are read more often. */
const UNREAD_BYTES = 2 ** 27;

/**
 * Trains each seed by E15 and E23 from its own initial parameters, as `train` does one by one: epoch e reports the loss before its update and
 * validation after it; kept is each seed's own epoch of highest validation accuracy, of equal ones that of lowest cross-entropy, then the earlier.
 * A forward pass gives the validation of one epoch and the training loss of the next.
 *
 * Yields the means over seeds, up to ten epochs at a time. Ending it early frees its tensors.
 * @throws StudioError training/diverged with the epoch when a loss of any seed is not finite
 */
export async function* trainWide(plan: WidePlan): AsyncGenerator<EpochReport, WideResult> {
  const state = openState(plan);
  const histories = plan.targets.seeds.map((labels) => createSeedHistory(labels, plan.epochs));
  const every = epochsARead(plan);
  const waiting: Pass[] = [];
  try {
    for (let epoch = 0; epoch <= plan.epochs; epoch++) {
      waiting.push(passOver(plan, state, epoch < plan.epochs));
      if (waiting.length < every && epoch < plan.epochs) continue;
      const first = epoch + 1 - waiting.length;
      yield* readPasses(waiting.splice(0), first, histories);
    }
    return await keptResult(plan, histories);
  } finally {
    state.adam.dispose();
    dispose([state.parameters, state.mask]);
    waiting.forEach(disposePass);
    histories.forEach((history) => history.dispose());
  }
}

function openState({ layout, initial, learningRate }: WidePlan): WideState {
  const packed = new Float32Array(initial.length * layout.size);
  initial.forEach((values, seed) => {
    packed.set(packParameters(layout, values), seed * layout.size);
  });
  const parameters = tidy(() => variable(tensor2d(packed, [initial.length, layout.size])));
  const mask = tensor2d(trainedMask(layout), [1, layout.size]);
  return { parameters, mask, adam: createAdam([parameters], learningRate) };
}

function epochsARead({ layout, initial }: WidePlan): number {
  const bytes = 4 * layout.size * initial.length;
  return Math.max(1, Math.min(EPOCHS_A_READ, Math.floor(UNREAD_BYTES / bytes)));
}

/** Measures the present parameters and, unless they are the last ones, updates them by the gradient of the same pass. */
function passOver(plan: WidePlan, { parameters, mask, adam }: WideState, update: boolean): Pass {
  const { layout, settings, examples, targets } = plan;
  const before = clone(parameters);
  const { sums, predictions } = tidy(() => {
    const matrices = wideMatrices(layout, before);
    const forward = wideForward(matrices, examples, settings);
    const measures = wideMeasures(forward.logits, targets);
    if (update) {
      const gradient = wideGradient(matrices, examples, forward, measures.gradient, settings);
      adam.step([mul(gradient, mask)]);
    }
    return { sums: measures.sums, predictions: measures.predictions };
  });
  return { snapshot: { parameters: before, predictions }, sums };
}

function disposePass({ snapshot, sums }: Pass): void {
  disposeSnapshot(snapshot);
  dispose(sums);
}

async function* readPasses(
  passes: readonly Pass[],
  firstEpoch: number,
  histories: readonly SeedHistory[],
): AsyncGenerator<EpochReport, void> {
  const all = tidy(() =>
    concat(
      passes.map(({ sums }) => sums),
      0,
    ),
  );
  try {
    const values = await all.data();
    for (const [index, { snapshot }] of passes.entries()) {
      const epoch = firstEpoch + index;
      const reports = histories.flatMap((history, seed) => {
        const at = 4 * (index * histories.length + seed);
        return history.take(epoch, values, at, snapshot) ?? [];
      });
      if (reports.length > 0) yield meanReport(reports);
    }
  } finally {
    dispose(all);
    passes.forEach(disposePass);
  }
}

function meanReport(reports: readonly EpochReport[]): EpochReport {
  const mean = (value: (report: EpochReport) => number): number =>
    meanAndSd(reports.map(value)).mean;
  const { epoch, epochs } = reports[0]!;
  return {
    epoch,
    epochs,
    trainLoss: mean(({ trainLoss }) => trainLoss),
    validationLoss: mean(({ validationLoss }) => validationLoss),
    validationAccuracy: mean(({ validationAccuracy }) => validationAccuracy),
  };
}

async function keptResult(plan: WidePlan, histories: readonly SeedHistory[]): Promise<WideResult> {
  const kept = histories.map((history) => {
    if (history.kept === null) throw new RangeError("training needs an epoch");
    return { ...history.kept, trainLosses: history.trainLosses };
  });
  const rowsOfSeeds = (pick: (snapshot: WideSnapshot) => Tensor2D): Tensor2D =>
    tidy(() =>
      concat(
        kept.map(({ snapshot }, seed) => slice(pick(snapshot), [seed, 0], [1, -1])),
        0,
      ),
    );
  const predictions = rowsOfSeeds((snapshot) => snapshot.predictions);
  const classes = await predictions.data().finally(() => dispose(predictions));
  const rows = plan.targets.labels.shape[1];
  return {
    seeds: kept.map(({ report, trainLosses }, seed) => {
      const { train, validation } = plan.targets.seeds[seed]!;
      const first = seed * rows + train.length;
      return {
        keptEpoch: report.epoch,
        validationLoss: report.validationLoss,
        validationAccuracy: report.validationAccuracy,
        trainLosses,
        validationPredictions: Array.from(classes.slice(first, first + validation.length)),
      };
    }),
    parameters: rowsOfSeeds((snapshot) => snapshot.parameters),
  };
}
