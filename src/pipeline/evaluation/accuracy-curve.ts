/** From single runs to the curve of accuracy against the threshold: means over seeds, the chosen threshold (E24), and test once it is revealed. */

import { meanAndSd } from "../../numeric/mean-and-sd.ts";
import type { LinearProbePoint, RunPoint, SeedSummary } from "../artifacts.ts";

/** Above every cosine: the grid's right end, where Â = I and GA-Net is the plain bottleneck adapter (I1). */
const NO_EDGES = 1;

/** One threshold at which every seed has been trained. */
export interface CurvePoint {
  readonly threshold: number;
  readonly validation: SeedSummary;
  /** Means over seeds; homophily is null where a seed has no edge to count. */
  readonly meanDegree: number;
  readonly isolated: number;
  readonly homophily: number | null;
  readonly adjustedHomophily: number | null;
}

/** E24: each seed's own choice on validation. Only thresholds that every seed has reached take part. */
interface ChosenThresholds {
  /** τ*_s in the order of the run seeds. */
  readonly thresholds: readonly number[];
  /** Argmax of mean validation accuracy, for display only. */
  readonly displayThreshold: number;
  /** Validation accuracy at τ*_s. It chose τ*_s, so it is optimistic. */
  readonly validation: SeedSummary;
}

export interface AccuracyCurve {
  /** Ascending threshold. */
  readonly points: readonly CurvePoint[];
  /** Runs at thresholds where seeds are still missing. */
  readonly partial: readonly { readonly threshold: number; readonly validation: number }[];
  readonly best: ChosenThresholds | null;
  /** Validation accuracy; null until every seed is there. */
  readonly linearProbe: SeedSummary | null;
  readonly bottleneckAdapter: SeedSummary | null;
}

/** What the reveal uncovers. Every figure is accuracy on the test set, mean over seeds. */
export interface TestResult {
  /** At each seed's τ*_s. */
  readonly atBest: SeedSummary;
  readonly curve: readonly { readonly threshold: number; readonly test: SeedSummary }[];
  /** Mean over seeds of the best test accuracy on the grid: what choosing on test would have reported. */
  readonly oracle: SeedSummary;
  /** oracle - atBest, never negative: the optimism of choosing on test. */
  readonly optimism: number;
  readonly linearProbe: SeedSummary | null;
  readonly bottleneckAdapter: SeedSummary | null;
  /** GA-Net at τ*_s minus the linear probe, seed by seed. */
  readonly differenceToLinearProbe: SeedSummary | null;
}

export function accuracyCurve(
  points: readonly RunPoint[],
  probes: readonly LinearProbePoint[],
  runSeeds: readonly number[],
): AccuracyCurve {
  const columns = completeColumns(points, runSeeds);
  const complete = new Set(columns.map(({ threshold }) => threshold));
  const probeRow = inSeedOrder(probes, runSeeds);
  const right = bottleneckColumn(columns);
  return {
    points: columns.map(({ threshold, runs }) => curvePoint(threshold, runs)),
    partial: points
      .filter((point) => !complete.has(point.threshold))
      .map((point) => ({ threshold: point.threshold, validation: point.validationAccuracy })),
    best: columns.length === 0 ? null : chosenThresholds(columns, runSeeds.length),
    linearProbe: probeRow && meanAndSd(probeRow.map((probe) => probe.validationAccuracy)),
    bottleneckAdapter: right && meanAndSd(right.runs.map((run) => run.validationAccuracy)),
  };
}

/**
 * Test accuracy of runs that are fixed already. The only place where test labels meet predictions.
 *
 * @param testLabels class index of each test image, in the order of RunSplit.test
 * @returns null while no threshold has all its seeds, or without a test image
 */
export function testResult(
  points: readonly RunPoint[],
  probes: readonly LinearProbePoint[],
  runSeeds: readonly number[],
  testLabels: readonly number[],
): TestResult | null {
  const columns = completeColumns(points, runSeeds);
  if (columns.length === 0 || testLabels.length === 0) return null;
  const scored = columns.map(({ threshold, runs }) => ({
    threshold,
    accuracies: runs.map((run) => accuracy(run.testPredictions, testLabels)),
  }));
  const best = chosenThresholds(columns, runSeeds.length).thresholds.map(
    (threshold, seed) => scored.find((column) => column.threshold === threshold)!.accuracies[seed]!,
  );
  const atBest = meanAndSd(best);
  const oracle = meanAndSd(
    runSeeds.map((_, seed) => Math.max(...scored.map(({ accuracies }) => accuracies[seed]!))),
  );
  const probe = inSeedOrder(probes, runSeeds)?.map(({ testPredictions }) =>
    accuracy(testPredictions, testLabels),
  );
  const right = scored.find(({ threshold }) => threshold > NO_EDGES);
  return {
    atBest,
    curve: scored.map(({ threshold, accuracies }) => ({ threshold, test: meanAndSd(accuracies) })),
    oracle,
    optimism: oracle.mean - atBest.mean,
    linearProbe: probe ? meanAndSd(probe) : null,
    bottleneckAdapter: right ? meanAndSd(right.accuracies) : null,
    differenceToLinearProbe: probe ? meanAndSd(best.map((value, i) => value - probe[i]!)) : null,
  };
}

/** Share of predictions that equal their label. @throws RangeError if the lengths differ or are 0 */
export function accuracy(predictions: readonly number[], labels: readonly number[]): number {
  if (predictions.length !== labels.length || labels.length === 0) {
    throw new RangeError(`${predictions.length} predictions for ${labels.length} labels`);
  }
  const correct = predictions.filter((prediction, i) => prediction === labels[i]).length;
  return correct / labels.length;
}

/** The runs of one threshold in the order of the run seeds. */
interface Column {
  readonly threshold: number;
  readonly runs: readonly RunPoint[];
}

function completeColumns(points: readonly RunPoint[], runSeeds: readonly number[]): Column[] {
  const byThreshold = new Map<number, RunPoint[]>();
  for (const point of points) {
    const runs = byThreshold.get(point.threshold);
    if (runs === undefined) byThreshold.set(point.threshold, [point]);
    else runs.push(point);
  }
  return [...byThreshold]
    .flatMap(([threshold, found]) => {
      const runs = inSeedOrder(found, runSeeds);
      return runs === null ? [] : [{ threshold, runs }];
    })
    .sort((a, b) => a.threshold - b.threshold);
}

function inSeedOrder<Run extends { readonly runSeed: number }>(
  runs: readonly Run[],
  runSeeds: readonly number[],
): Run[] | null {
  const inOrder = runSeeds.map((seed) => runs.find(({ runSeed }) => runSeed === seed));
  const found = inOrder.filter((run) => run !== undefined);
  return found.length === runSeeds.length && found.length > 0 ? found : null;
}

function bottleneckColumn(columns: readonly Column[]): Column | null {
  return columns.find(({ threshold }) => threshold > NO_EDGES) ?? null;
}

function curvePoint(threshold: number, runs: readonly RunPoint[]): CurvePoint {
  const statistics = runs.map((run) => run.statistics);
  return {
    threshold,
    validation: meanAndSd(runs.map((run) => run.validationAccuracy)),
    meanDegree: meanAndSd(statistics.map(({ meanDegree }) => meanDegree)).mean,
    isolated: meanAndSd(statistics.map(({ isolated }) => isolated)).mean,
    homophily: meanOrNull(statistics.map(({ homophily }) => homophily)),
    adjustedHomophily: meanOrNull(statistics.map(({ adjustedHomophily }) => adjustedHomophily)),
  };
}

function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : meanAndSd(known).mean;
}

/** Ties go to the larger τ: the sparser, cheaper graph. `columns` ascend, so a later equal value wins. */
function chosenThresholds(columns: readonly Column[], seedCount: number): ChosenThresholds {
  const argmax = (value: (column: Column) => number): Column =>
    columns.reduce((best, column) => (value(column) >= value(best) ? column : best));
  const choices = Array.from({ length: seedCount }, (_, seed) => {
    const column = argmax(({ runs }) => runs[seed]!.validationAccuracy);
    return { threshold: column.threshold, validation: column.runs[seed]!.validationAccuracy };
  });
  const display = argmax(({ runs }) => meanAndSd(runs.map((run) => run.validationAccuracy)).mean);
  return {
    thresholds: choices.map(({ threshold }) => threshold),
    displayThreshold: display.threshold,
    validation: meanAndSd(choices.map(({ validation }) => validation)),
  };
}
