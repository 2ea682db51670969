/** One point of the sweep: the Graph Adapter of one seed, trained on the graph of one threshold. */

import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import type { CsrMatrix, EpochReport, RunPoint } from "../artifacts.ts";
import { normalizedAdjacency } from "../graph/normalized-adjacency.ts";
import { argMax, ConstantMatrix, tidy } from "../tensor.ts";
import type { TrainableModel } from "../trainable-model.ts";
import { train } from "../training/train.ts";
import {
  aggregate,
  createSeedRun,
  disposeAggregated,
  disposeSeedRun,
  rowsOf,
  type SeedRun,
  type SweepProblem,
} from "./seed-run.ts";

export interface ThresholdTrainer {
  /**
   * Trains one run and predicts its validation and test nodes with the kept epoch. Â X is computed once a threshold; training sees the training
   * rows only, whatever the scope, and the test rows are computed after training has ended.
   *
   * @throws RangeError for a seed that the problem does not hold; StudioError training/diverged
   */
  readonly trainRun: (runSeed: number, threshold: number) => AsyncGenerator<EpochReport, RunPoint>;
  readonly dispose: () => void;
}

/** @param clock milliseconds, monotonic */
export function createThresholdTrainer(
  problem: SweepProblem,
  clock: () => number,
): ThresholdTrainer {
  const seeds = new Map<number, SeedRun>();
  const seedRun = (runSeed: number): SeedRun => {
    const known = seeds.get(runSeed);
    if (known !== undefined) return known;
    const made = createSeedRun(problem, runSeed);
    seeds.set(runSeed, made);
    return made;
  };
  return {
    trainRun: async function* (runSeed, threshold) {
      const startMs = clock();
      const point = yield* trainSeedRun(problem, seedRun(runSeed), threshold);
      return { ...point, seconds: (clock() - startMs) / 1000 };
    },
    dispose: () => {
      for (const run of seeds.values()) disposeSeedRun(run);
      seeds.clear();
    },
  };
}

async function* trainSeedRun(
  problem: SweepProblem,
  run: SeedRun,
  threshold: number,
): AsyncGenerator<EpochReport, Omit<RunPoint, "seconds">> {
  const { training } = problem;
  const adjacency = normalizedAdjacency(problem.similarities, run.nodes, threshold);
  const model = createGraphAdapter(run.initial, problem.adapter);
  const trainExamples = aggregate(adjacency, run, run.train);
  const validationExamples = aggregate(adjacency, run, run.validation);
  try {
    const result = yield* train(model, {
      train: { examples: trainExamples, targets: run.train.targets },
      validation: { examples: validationExamples, targets: run.validation.targets },
      epochs: training.epochs,
      learningRate: training.learningRate,
      ewcLambda: training.ewcLambda,
      finishedTasks: [],
      keep: "best-validation",
    });
    return {
      runSeed: run.nodes.runSeed,
      threshold,
      statistics: run.statistics(threshold),
      ...result,
      validationPredictions: await predictions(model, validationExamples),
      testPredictions: await testPredictions(model, adjacency, run),
    };
  } finally {
    disposeAggregated(trainExamples);
    disposeAggregated(validationExamples);
    model.dispose();
  }
}

async function testPredictions(
  model: TrainableModel<GraphExamples>,
  adjacency: CsrMatrix,
  run: SeedRun,
): Promise<number[]> {
  if (run.testRows.length === 0) return [];
  const features = new ConstantMatrix(
    rowsOf(run.inputs, run.width, run.testRows),
    run.testRows.length,
    run.width,
  );
  const examples = aggregate(adjacency, run, { rows: run.testRows, features });
  try {
    return await predictions(model, examples);
  } finally {
    disposeAggregated(examples);
    features.dispose();
  }
}

/** Class of the largest logit of each node; the first of equal ones. */
async function predictions(
  model: TrainableModel<GraphExamples>,
  examples: GraphExamples,
): Promise<number[]> {
  const classes = tidy(() => argMax(model.logits(examples), 1));
  try {
    return Array.from(await classes.data());
  } finally {
    classes.dispose();
  }
}
