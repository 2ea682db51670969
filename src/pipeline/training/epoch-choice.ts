/** Which epoch of a run is kept, whatever computes it. */

import { StudioError } from "../../errors.ts";
import type { EpochReport } from "../artifacts.ts";

export interface TrainingResult {
  /** The epoch whose parameters the model holds now, and its validation. */
  readonly keptEpoch: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  /** One entry an epoch. */
  readonly trainLosses: readonly number[];
}

/** Validation choice between two epochs; the earlier one stays on a tie. */
export function isBetter(later: EpochReport, kept: EpochReport): boolean {
  if (later.validationAccuracy !== kept.validationAccuracy) {
    return later.validationAccuracy > kept.validationAccuracy;
  }
  return later.validationLoss < kept.validationLoss;
}

/**
 * The report itself.
 *
 * @throws StudioError training/diverged with the epoch when one of its losses is not finite
 */
export function finiteReport(report: EpochReport): EpochReport {
  const { epoch, epochs, trainLoss, validationLoss } = report;
  if (!Number.isFinite(trainLoss) || !Number.isFinite(validationLoss)) {
    throw new StudioError(
      "training/diverged",
      `The loss was not finite at epoch ${epoch} of ${epochs}.`,
      { epoch, epochs },
    );
  }
  return report;
}
