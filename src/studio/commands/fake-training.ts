/** For tests only: training without workers. A run predicts class 0 for every test image, and more of validation right the nearer τ is to 0. */

import { gatherRows } from "../../numeric/gather-rows.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { initialParameters } from "../../pipeline/adapter/initial-parameters.ts";
import {
  Cancelled,
  PART_CODES,
  type FusedFeatures,
  type RankedPairs,
  type RunNodes,
  type RunPoint,
} from "../../pipeline/artifacts.ts";
import { fusionMeans } from "../../pipeline/embeddings/fused-features.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import type { AdapterOrigin, TrainedAdapter } from "../../pipeline/evaluation/trained-adapter.ts";
import { createGraphStatistics } from "../../pipeline/graph/graph-statistics.ts";
import { pairPrefixes } from "../../pipeline/graph/pair-prefixes.ts";
import { rankPairs } from "../../pipeline/graph/ranked-pairs.ts";
import { atOnce } from "../../pipeline/with-progress.ts";
import type { Services } from "../services.ts";

const FAKE_SHAPE = { featureDimension: 3, bottleneckDimension: 2, classCount: 2 };

interface FakeTrainingState {
  readonly trained: string[];
  readonly adapters: string[];
  readonly calls: { runSeeds: readonly number[]; threshold: number; urgent: boolean }[];
  readonly trainers: number;
  readonly backend: string;
  prepared: SweepProblem | null;
  prepares: number;
  readonly beforeTraining: (urgent: boolean) => Promise<void>;
}

export function createFakeTraining(fakes: () => FakeTrainingState): Services["training"] {
  let prepared: SweepProblem | null = null;
  const testNodes = (
    runSeed: number,
  ): { problem: SweepProblem; nodes: RunNodes; tests: number } => {
    const nodes = prepared?.runs.find((run) => run.runSeed === runSeed);
    if (prepared === null || nodes === undefined) throw new TypeError("not prepared");
    const hidden = nodes.label.filter((_, i) => nodes.part[i] === PART_CODES.test);
    if (hidden.some((label) => label !== -1)) throw new RangeError("a test label got through");
    return { problem: prepared, nodes, tests: hidden.length };
  };
  const trainRun = (runSeed: number, threshold: number): RunPoint => {
    const { problem, nodes, tests } = testNodes(runSeed);
    fakes().prepared = problem;
    fakes().trained.push(`${runSeed} ${threshold}`);
    return fakePoint(problem, nodes, tests, threshold);
  };
  return {
    concurrency: () => fakes().trainers,
    prepare: (problem) => {
      prepared = problem;
      fakes().prepares += 1;
      return Promise.resolve({ backend: fakes().backend, adapter: "test" });
    },
    trainsSeedsTogether: () => fakes().backend === "webgpu",
    trainRuns: async (runSeeds, threshold, onReport, cancel, urgent) => {
      await fakes().beforeTraining(urgent);
      if (cancel.cancelled) throw new Cancelled();
      fakes().calls.push({ runSeeds, threshold, urgent });
      const points = runSeeds.map((runSeed) => trainRun(runSeed, threshold));
      onReport({ epoch: 1, epochs: 1, trainLoss: 1, validationLoss: 1, validationAccuracy: 0.5 });
      return points;
    },
    trainParameters: (runSeed) => Promise.resolve(initialParameters(FAKE_SHAPE, true, runSeed)),
    trainAdapter: async (origin, runSeed, threshold, _, cancel) => {
      await fakes().beforeTraining(true);
      if (cancel.cancelled) throw new Cancelled();
      fakes().adapters.push(`${runSeed} ${threshold}`);
      const { problem, nodes } = testNodes(runSeed);
      return untrainedAdapter(problem, nodes, origin, fakePoint(problem, nodes, 0, threshold));
    },
    linearProbe: (runSeed) =>
      Promise.resolve({
        runSeed,
        log10InverseStrength: 0,
        validationAccuracy: 0.5,
        testPredictions: Array.from({ length: testNodes(runSeed).tests }, () => 1),
      }),
  };
}

function fakePoint(
  problem: SweepProblem,
  nodes: RunNodes,
  tests: number,
  threshold: number,
): RunPoint {
  const ranked = rankFeatures(problem.features, nodes, problem.pairBudget);
  return {
    runSeed: nodes.runSeed,
    threshold,
    statistics: createGraphStatistics(ranked, pairPrefixes(ranked))(threshold),
    keptEpoch: 1,
    validationAccuracy: 1 - Math.abs(threshold) / 2,
    validationLoss: 1,
    validationPredictions: [],
    testPredictions: Array.from({ length: tests }, () => 0),
    trainLosses: [1],
    seconds: 0,
  };
}

/** The initial weights, and training rows without an edge between them. */
function untrainedAdapter(
  problem: SweepProblem,
  nodes: RunNodes,
  origin: AdapterOrigin,
  point: RunPoint,
): TrainedAdapter {
  const { features, adapter, training } = problem;
  const { embeddings } = origin;
  const { runSeed, threshold } = point;
  const isTraining = (_: number, node: number): boolean => nodes.part[node] === PART_CODES.train;
  const examples = nodes.example.filter(isTraining);
  const shape = {
    featureDimension: features.dimension,
    bottleneckDimension: adapter.bottleneckDimension,
    classCount: nodes.classCount,
  };
  return {
    parameters: initialParameters(shape, adapter.residual, runSeed),
    settings: adapter,
    training,
    features: origin.features,
    means: fusionMeans(embeddings, origin.features, origin.trainPool),
    imageDimension: embeddings.image.dimension,
    textDimension: embeddings.text.dimension,
    threshold,
    scope: nodes.scope,
    runSeed,
    classNames: origin.classNames,
    trainingRows: {
      dimension: features.dimension,
      values: gatherRows(features.values, features.dimension, examples),
      examples,
      labels: nodes.label.filter(isTraining),
      degrees: new Int32Array(examples.length).fill(1),
    },
    point,
    fingerprint: `${origin.fingerprint} ${runSeed} ${threshold}`,
  };
}

export function rankFeatures(
  features: FusedFeatures,
  nodes: RunNodes,
  pairBudget: number,
): RankedPairs {
  const { dimension, values } = features;
  const rows = gatherRows(values, dimension, nodes.example);
  const block = referenceKernels.load(rows, nodes.example.length, dimension);
  return atOnce(rankPairs(block, nodes, pairBudget));
}
