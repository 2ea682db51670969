/** One point of the sweep: the Graph Adapter of one seed, trained on the graph of one threshold. */

import { csrProduct, csrRowSums } from "../../numeric/csr-product.ts";
import { createGraphAdapter, type GraphExamples } from "../adapter/graph-adapter.ts";
import { initialParameters, type AdapterParameterValues } from "../adapter/initial-parameters.ts";
import {
  PART_CODES,
  type AdapterSettings,
  type CsrMatrix,
  type EpochReport,
  type FusedFeatures,
  type GraphStatistics,
  type PairSimilarities,
  type RunNodes,
  type RunPoint,
  type TrainingSettings,
} from "../artifacts.ts";
import { createGraphStatistics } from "../graph/graph-statistics.ts";
import { normalizedAdjacency } from "../graph/normalized-adjacency.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { argMax, ConstantMatrix, tidy } from "../tensor.ts";
import type { TrainableModel } from "../trainable-model.ts";
import { classTargets, disposeTargets, type ClassTargets } from "../training/cross-entropy.ts";
import { train } from "../training/train.ts";

/** Everything the runs of one sweep share. It holds no test label: RunNodes hides them. */
export interface SweepProblem {
  readonly features: FusedFeatures;
  /** s of E2b: the network sees s z. */
  readonly featureScale: number;
  readonly similarities: PairSimilarities;
  /** One entry a run seed. */
  readonly runs: readonly RunNodes[];
  readonly adapter: AdapterSettings;
  readonly training: TrainingSettings;
}

/** What a seed needs at every threshold, made once. */
interface SeedRun {
  readonly nodes: RunNodes;
  readonly statistics: (threshold: number) => GraphStatistics;
  /** X [n, D] in node order */
  readonly inputs: Float32Array;
  /** D */
  readonly width: number;
  readonly initial: AdapterParameterValues;
  readonly train: LabelledPart;
  readonly validation: LabelledPart;
  readonly testRows: Int32Array;
}

interface LabelledPart {
  readonly rows: Int32Array;
  /** X of these rows */
  readonly features: ConstantMatrix;
  readonly targets: ClassTargets;
}

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
      for (const { train, validation } of seeds.values()) {
        for (const { features, targets } of [train, validation]) {
          features.dispose();
          disposeTargets(targets);
        }
      }
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

/** Rows of Â X and Â 1 beside the rows of X that are on the device already. */
function aggregate(
  adjacency: CsrMatrix,
  { inputs, width }: SeedRun,
  { rows, features }: Pick<LabelledPart, "rows" | "features">,
): GraphExamples {
  return {
    features,
    aggregated: new ConstantMatrix(csrProduct(adjacency, inputs, width, rows), rows.length, width),
    aggregatedOnes: new ConstantMatrix(csrRowSums(adjacency, rows), rows.length, 1),
  };
}

function disposeAggregated({ aggregated, aggregatedOnes }: GraphExamples): void {
  aggregated.dispose();
  aggregatedOnes.dispose();
}

function createSeedRun(problem: SweepProblem, runSeed: number): SeedRun {
  const nodes = problem.runs.find((run) => run.runSeed === runSeed);
  if (nodes === undefined) throw new RangeError(`no run of seed ${runSeed}`);
  const { dimension, values } = problem.features;
  const inputs = rowsOf(values, dimension, nodes.example).map(
    (value) => value * problem.featureScale,
  );
  const shape = {
    featureDimension: dimension,
    bottleneckDimension: problem.adapter.bottleneckDimension,
    classCount: nodes.classCount,
  };
  const labelledPart = (code: number): LabelledPart => {
    const rows = nodesOfPart(nodes, code);
    return {
      rows,
      features: new ConstantMatrix(rowsOf(inputs, dimension, rows), rows.length, dimension),
      targets: classTargets(
        rows.map((node) => nodes.label[node]!),
        nodes.classCount,
      ),
    };
  };
  return {
    nodes,
    statistics: createGraphStatistics(rankPairs(problem.similarities, nodes)),
    inputs,
    width: dimension,
    initial: initialParameters(shape, problem.adapter.residual, runSeed),
    train: labelledPart(PART_CODES.train),
    validation: labelledPart(PART_CODES.validation),
    testRows: nodesOfPart(nodes, PART_CODES.test),
  };
}

function nodesOfPart(nodes: RunNodes, code: number): Int32Array {
  return Int32Array.from(nodes.part.keys()).filter((node) => nodes.part[node] === code);
}

function rowsOf(matrix: Float32Array, width: number, rows: Int32Array): Float32Array {
  const picked = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    picked.set(matrix.subarray(row * width, (row + 1) * width), index * width);
  });
  return picked;
}
