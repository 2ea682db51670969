/** One seed of a variant: trained at every threshold of its own grid, kept at its own τ* (E24). */

import type { Progress, RunPoint, RunReport } from "../artifacts.ts";
import type { VariantRun } from "./ablation.ts";
import type { SeedTrainer } from "./graph-trainers.ts";

/** What one seed of a variant trains. */
export interface VariantSetup {
  /** Ascending */
  readonly thresholds: readonly number[];
  /** False where there is nothing to choose. */
  readonly choosesThreshold: boolean;
  /** One a draw; the accuracies of several are averaged. */
  readonly trainers: readonly (() => SeedTrainer)[];
  readonly epochs: number;
  readonly parameters: number;
}

/**
 * @param setUp makes the setup in steps
 * @throws StudioError training/diverged
 */
export async function* runVariant(
  variant: VariantRun["variant"],
  runSeed: number,
  clock: () => number,
  setUp: Generator<Progress, VariantSetup>,
): AsyncGenerator<Progress, VariantRun> {
  const startMs = clock();
  const setup = yield* setUp;
  const draws = yield* inEpochs(setup);
  // Every draw leaves out the same thresholds.
  const columns = draws[0]!.map((_, index) => draws.map((points) => points[index]!));
  const curve = columns.map((points) => ({
    threshold: points[0]!.threshold,
    validationAccuracy: mean(points.map((point) => point.validationAccuracy)),
    meanDegree: mean(points.map((point) => point.statistics.meanDegree)),
  }));
  // Of equally good thresholds the largest: the sparser graph.
  const best = curve.reduce(
    (chosen, { validationAccuracy }, index) =>
      validationAccuracy >= curve[chosen]!.validationAccuracy ? index : chosen,
    0,
  );
  const omitted = setup.thresholds.length - curve.length;
  return {
    variant,
    runSeed,
    threshold: setup.choosesThreshold ? curve[best]!.threshold : null,
    curve: setup.choosesThreshold ? curve : [],
    validationAccuracy: curve[best]!.validationAccuracy,
    testPredictions: columns[best]!.map(({ testPredictions }) => testPredictions),
    parameters: setup.parameters,
    seconds: (clock() - startMs) / 1000,
    remarks: omitted === 0 ? [] : [omission(omitted, setup.thresholds.length)],
  };
}

function omission(omitted: number, thresholds: number): string {
  return `${omitted} of ${thresholds} thresholds left out: they join more pairs than are kept`;
}

/** The points of each draw, the epochs of all of them as one job. */
async function* inEpochs(setup: VariantSetup): AsyncGenerator<Progress, RunPoint[][]> {
  const { trainers, thresholds, epochs } = setup;
  const total = trainers.length * thresholds.length * epochs;
  const draws: RunPoint[][] = [];
  let before = 0;
  for (const open of trainers) {
    const points: RunPoint[] = [];
    const trainer = open();
    try {
      for (const threshold of thresholds) {
        const point = yield* asProgress(trainer.trainAt(threshold), before, total);
        if (point !== null) points.push(point);
        before += epochs;
      }
    } finally {
      trainer.dispose();
    }
    draws.push(points);
  }
  return draws;
}

/** The epochs of a run among those of several. @param before epochs before it @param total epochs of all */
export async function* asProgress<Result>(
  run: AsyncGenerator<RunReport, Result>,
  before: number,
  total: number,
): AsyncGenerator<Progress, Result> {
  const result: { value: Result }[] = [];
  const kept = (async function* (): AsyncGenerator<RunReport, void> {
    result.push({ value: yield* run });
  })();
  // A for loop ends the run too when nobody asks for the rest.
  for await (const report of kept) {
    yield "epoch" in report ? { label: "Training", done: before + report.epoch, total } : report;
  }
  return result[0]!.value;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
