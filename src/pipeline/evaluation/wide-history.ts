/** The epochs of one seed within a wide training: its losses and the epoch that validation keeps. */

import type { EpochReport } from "../artifacts.ts";
import { clone, dispose, type Tensor2D } from "../tensor.ts";
import { finiteReport, isBetter } from "../training/epoch-choice.ts";
import type { SeedLabels } from "./wide-targets.ts";

/** The state of all seeds after an epoch. Nothing was copied for it: an update writes to new memory. */
export interface WideSnapshot {
  /** [S, size] */
  readonly parameters: Tensor2D;
  /** [S, n] */
  readonly predictions: Tensor2D;
}

export function disposeSnapshot({ parameters, predictions }: WideSnapshot): void {
  dispose([parameters, predictions]);
}

export interface SeedHistory {
  /** The loss before each epoch's update. */
  readonly trainLosses: readonly number[];
  readonly kept: { readonly report: EpochReport; readonly snapshot: WideSnapshot } | null;
  /**
   * Takes the sums of the pass after `epoch` updates: training loss, correct training rows, validation loss, correct validation rows.
   *
   * @param sums four numbers from `at` on @param snapshot stays the caller's
   * @returns null for the pass before the first update
   * @throws StudioError training/diverged with the epoch
   */
  readonly take: (
    epoch: number,
    sums: ArrayLike<number>,
    at: number,
    snapshot: WideSnapshot,
  ) => EpochReport | null;
  readonly dispose: () => void;
}

export function createSeedHistory(labels: SeedLabels, epochs: number): SeedHistory {
  const trainLosses: number[] = [];
  let kept: SeedHistory["kept"] = null;

  const keep = (report: EpochReport, { parameters, predictions }: WideSnapshot): void => {
    if (kept !== null) disposeSnapshot(kept.snapshot);
    const snapshot = { parameters: clone(parameters), predictions: clone(predictions) };
    kept = { report, snapshot };
  };

  return {
    trainLosses,
    get kept() {
      return kept;
    },
    take: (epoch, sums, at, snapshot) => {
      const trainLoss = trainLosses[epoch - 1];
      if (epoch < epochs) trainLosses.push(sums[at]! / labels.train.length);
      if (trainLoss === undefined) return null;
      const validationLoss = sums[at + 2]! / labels.validation.length;
      const validationAccuracy = sums[at + 3]! / labels.validation.length;
      const losses = { trainLoss, validationLoss, validationAccuracy };
      const report = finiteReport({ epoch, epochs, ...losses });
      if (kept === null || isBetter(report, kept.report)) keep(report, snapshot);
      return report;
    },
    dispose: () => {
      if (kept !== null) disposeSnapshot(kept.snapshot);
      kept = null;
    },
  };
}
