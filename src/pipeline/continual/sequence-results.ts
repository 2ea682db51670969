/** What the seeds of one sequence give together. */

import { meanAndSd } from "../../numeric/mean-and-sd.ts";
import type { SeedSummary } from "../artifacts.ts";
import { continualMetrics, type ContinualMetrics } from "../evaluation/forgetting.ts";
import type { ContinualRun, ContinualSettings } from "./continual.ts";
import { testMatrix, type TestMatrix } from "./test-matrix.ts";

/** One matrix R over seeds. Task j of one seed has other classes than task j of another. */
export interface MatrixSummary {
  /** R [T, T] */
  readonly accuracies: readonly (readonly SeedSummary[])[];
  readonly averageAccuracy: SeedSummary;
  /** Null for a single task, as forgetting. */
  readonly backwardTransfer: SeedSummary | null;
  readonly forwardTransfer: SeedSummary | null;
  readonly forgetting: SeedSummary | null;
  /** [T] forgetting of the tasks so far after each task: `continualMetrics` of R's first rows and columns; null after the first. */
  readonly forgettingAfter: readonly (SeedSummary | null)[];
}

export interface SequenceResult {
  readonly settings: ContinualSettings;
  readonly runSeeds: readonly number[];
  readonly validation: MatrixSummary;
  /** Null while covered, and where `testIsEmpty`. */
  readonly test: MatrixSummary | null;
  /** Test was revealed, and a task has no test image to be scored on. */
  readonly testIsEmpty: boolean;
  /** [T] `ContinualRun.fisherMeans`, means over seeds. */
  readonly fisherMeans: readonly Readonly<Record<string, number>>[];
  readonly fisherTrace: SeedSummary;
  readonly seconds: SeedSummary;
}

/** What is known of the test nodes, in node order, once they are revealed. */
export interface RevealedTest {
  readonly labels: readonly number[];
  readonly domains: readonly number[] | null;
}

/** One result a setting, in the order in which its first run landed; seeds ascending. */
export function sequenceResults(
  runs: readonly ContinualRun[],
  revealed: RevealedTest | null,
): readonly SequenceResult[] {
  const groups = new Map<string, ContinualRun[]>();
  for (const run of runs) {
    const key = JSON.stringify(run.settings);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) =>
    sequenceResult(
      group.toSorted((a, b) => a.runSeed - b.runSeed),
      revealed,
    ),
  );
}

function sequenceResult(
  runs: readonly ContinualRun[],
  revealed: RevealedTest | null,
): SequenceResult {
  const { settings, fisherMeans } = runs[0]!;
  const ofValidation = runs.map((run) => ({
    accuracies: run.validation,
    initial: run.initialValidation,
  }));
  const ofTest =
    revealed === null
      ? []
      : runs
          .map((run) => testMatrix(run, revealed.labels, revealed.domains))
          .filter((matrix) => matrix !== null);
  return {
    settings,
    runSeeds: runs.map(({ runSeed }) => runSeed),
    validation: matrixSummary(ofValidation),
    test: ofTest.length === runs.length ? matrixSummary(ofTest) : null,
    testIsEmpty: revealed !== null && ofTest.length < runs.length,
    fisherMeans: fisherMeans.map((means, task) =>
      Object.fromEntries(
        Object.keys(means).map((block) => [
          block,
          meanAndSd(runs.map((run) => run.fisherMeans[task]![block]!)).mean,
        ]),
      ),
    ),
    fisherTrace: meanAndSd(runs.map(({ fisherTrace }) => fisherTrace)),
    seconds: meanAndSd(runs.map(({ seconds }) => seconds)),
  };
}

/** @param matrices one a seed, all [T, T] */
export function matrixSummary(matrices: readonly TestMatrix[]): MatrixSummary {
  const { accuracies: first } = matrices[0]!;
  const metrics = matrices.map(({ accuracies, initial }) => continualMetrics(accuracies, initial));
  return {
    accuracies: first.map((row, i) =>
      row.map((_, j) => meanAndSd(matrices.map(({ accuracies }) => accuracies[i]![j]!))),
    ),
    averageAccuracy: meanAndSd(metrics.map(({ averageAccuracy }) => averageAccuracy)),
    backwardTransfer: summaryOf(metrics, "backwardTransfer"),
    forwardTransfer: summaryOf(metrics, "forwardTransfer"),
    forgetting: summaryOf(metrics, "forgetting"),
    forgettingAfter: first.map((_, task) =>
      summaryOf(
        matrices.map(({ accuracies, initial }) => {
          const soFar = accuracies.slice(0, task + 1).map((row) => row.slice(0, task + 1));
          return continualMetrics(soFar, initial.slice(0, task + 1));
        }),
        "forgetting",
      ),
    ),
  };
}

/** Null for a single task, of which a metric says nothing. */
function summaryOf(
  metrics: readonly ContinualMetrics[],
  name: "backwardTransfer" | "forwardTransfer" | "forgetting",
): SeedSummary | null {
  const values = metrics.map((metric) => metric[name]).filter((value) => value !== null);
  return values.length === 0 ? null : meanAndSd(values);
}
