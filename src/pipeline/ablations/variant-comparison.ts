/** Each variant beside the reference, seed by seed. */

import { meanAndSd } from "../../numeric/mean-and-sd.ts";
import { studentQuantile } from "../../numeric/student-t.ts";
import type { SeedSummary } from "../artifacts.ts";
import { accuracy } from "../evaluation/accuracy-curve.ts";
import type { VariantId, VariantRun } from "./ablation.ts";

const CONFIDENCE = 0.95;

/** Accuracy of the variant minus that of the reference with the same seed. */
export interface PairedDifference extends SeedSummary {
  /** Of the mean, by Student's t, 95 %: mean ± t sd / √n. Null for one seed. */
  readonly interval: readonly [number, number] | null;
  /** n */
  readonly seeds: number;
}

export interface ComparedAccuracy {
  readonly accuracy: SeedSummary;
  /** Null for the reference itself, and where no seed has both runs. */
  readonly difference: PairedDifference | null;
}

export interface VariantComparison {
  readonly variant: VariantId;
  /** Run seeds that are there, ascending. */
  readonly runSeeds: readonly number[];
  readonly validation: ComparedAccuracy;
  /** Null while the test labels are covered. */
  readonly test: ComparedAccuracy | null;
}

/**
 * Every variant that has a run, in the order of the runs.
 *
 * @param testLabels class indices in node order, once they are revealed; else null. Several draws of a variant count with their mean accuracy.
 * @throws RangeError if a prediction list has another length than the labels
 */
export function compareVariants(
  runs: readonly VariantRun[],
  testLabels: readonly number[] | null,
): VariantComparison[] {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  const compare = (variant: VariantId, score: (run: VariantRun) => number): ComparedAccuracy =>
    comparedAccuracy(bySeed(runs, variant, score), bySeed(runs, "reference", score), variant);
  return variants.map((variant) => ({
    variant,
    runSeeds: runs
      .filter((run) => run.variant === variant)
      .map(({ runSeed }) => runSeed)
      .sort((a, b) => a - b),
    validation: compare(variant, ({ validationAccuracy }) => validationAccuracy),
    test:
      testLabels === null || testLabels.length === 0
        ? null
        : compare(variant, ({ testPredictions }) => meanAccuracy(testPredictions, testLabels)),
  }));
}

function bySeed(
  runs: readonly VariantRun[],
  variant: VariantId,
  score: (run: VariantRun) => number,
): Map<number, number> {
  return new Map(
    runs.filter((run) => run.variant === variant).map((run) => [run.runSeed, score(run)]),
  );
}

function comparedAccuracy(
  own: ReadonlyMap<number, number>,
  reference: ReadonlyMap<number, number>,
  variant: VariantId,
): ComparedAccuracy {
  const differences = [...own].flatMap(([runSeed, value]) => {
    const other = reference.get(runSeed);
    return other === undefined ? [] : [value - other];
  });
  return {
    accuracy: meanAndSd([...own.values()]),
    difference:
      variant === "reference" || differences.length === 0 ? null : pairedDifference(differences),
  };
}

/**
 * Mean, sample standard deviation and 95 % interval of paired differences: mean ± t_{n-1} sd / √n.
 *
 * @throws RangeError without a difference
 */
export function pairedDifference(differences: readonly number[]): PairedDifference {
  const { mean, sd } = meanAndSd(differences);
  const seeds = differences.length;
  if (sd === null) return { mean, sd, interval: null, seeds };
  const half = (studentQuantile(seeds - 1, CONFIDENCE) * sd) / Math.sqrt(seeds);
  return { mean, sd, interval: [mean - half, mean + half], seeds };
}

function meanAccuracy(
  draws: readonly (readonly number[])[],
  testLabels: readonly number[],
): number {
  return meanAndSd(draws.map((predictions) => accuracy(predictions, testLabels))).mean;
}
