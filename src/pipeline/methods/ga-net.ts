/** GA-Net and its right end, the bottleneck adapter, as methods of the table. */

import { parameterCount } from "../adapter/parameter-count.ts";
import type { GraphScope, Progress } from "../artifacts.ts";
import { createSeparateTrainer, separateProblem } from "../evaluation/separate-run.ts";
import { createThresholdTrainer, type ThresholdTrainer } from "../evaluation/train-at-threshold.ts";
import { separateThresholdGrid } from "../graph/separate-nodes.ts";
import { thresholdGrid } from "../graph/threshold-grid.ts";
import { withProgress } from "../with-progress.ts";
import {
  TRIAL_BUDGET,
  type Method,
  type MethodProblem,
  type MethodRun,
  type MethodTools,
} from "./method.ts";
import { nodesInScope } from "./study-problem.ts";
import { chosenPoint, sweepSeed } from "./threshold-sweep.ts";

/** Above every cosine: Â = I, of separate nodes but the own cross edges. */
const NO_EDGES = 1.01;

const SOURCE = "Cheng & Lu 2024, arXiv:2408.00290";

/** A trainer of the seed, and the thresholds that it is trained at. */
interface Sweep {
  readonly trainer: ThresholdTrainer;
  readonly thresholds: readonly number[];
}

type PrepareSweep = (
  problem: MethodProblem,
  scope: GraphScope,
  tools: MethodTools,
  count: number,
) => Generator<Progress, Sweep>;

/**
 * E9 to E13 with Â = I, the threshold sweep's right end, so that the graph is all that GA-Net has more. One configuration: nothing is tuned.
 * Houlsby et al. 2019 (arXiv:1902.00751), in the reading of E9 to E13.
 */
export const bottleneckAdapter: Method = {
  id: "bottleneck-adapter",
  name: "Bottleneck adapter",
  scope: "inductive",
  needsClassTexts: false,
  source: "Houlsby et al. 2019, arXiv:1902.00751",
  run: async function* (problem, tools) {
    const run = yield* sweepRun(problem, tools, bottleneckAdapter, fusedSweep, 1);
    return { ...run, tuned: {} };
  },
};

/**
 * GA-Net on fused nodes, τ*_s chosen among the grid of the page's sweep (E24).
 *
 * @param count of thresholds; fewer where other trials share the budget, and 1 for the grid's right end alone
 */
export function gaNet(scope: GraphScope, count = TRIAL_BUDGET): Method {
  const method: Method = {
    id: `ga-net-${scope}`,
    name: "GA-Net",
    scope,
    needsClassTexts: false,
    source: SOURCE,
    run: (problem, tools) => sweepRun(problem, tools, method, fusedSweep, count),
  };
  return method;
}

/**
 * GA-Net on separate nodes (E3), τ*_s chosen among `separateThresholdGrid`. It throws RangeError without text features, and without a text weight
 * between 0 and 1.
 */
export function gaNetSeparate(scope: GraphScope, count = TRIAL_BUDGET): Method {
  const method: Method = {
    id: `ga-net-separate-${scope}`,
    name: "GA-Net, separate nodes",
    scope,
    needsClassTexts: false,
    source: SOURCE,
    run: async function* (problem, tools) {
      await tools.openTensorFlow();
      return yield* sweepRun(problem, tools, method, separateSweep, count);
    },
  };
  return method;
}

async function* sweepRun(
  problem: MethodProblem,
  tools: MethodTools,
  { id, name, scope }: Method,
  prepare: PrepareSweep,
  count: number,
): AsyncGenerator<Progress, MethodRun> {
  const startMs = tools.clock();
  const { runSeed, classCount, features } = problem;
  const { trainer, thresholds } = yield* prepare(problem, scope, tools, count);
  const point = chosenPoint(yield* sweepSeed(trainer, runSeed, thresholds, name));
  const parameters = parameterCount({
    featureDimension: features.dimension,
    bottleneckDimension: problem.graph[scope].adapter.bottleneckDimension,
    classCount,
  }).total;
  return {
    method: id,
    runSeed,
    tuned: { τ: point.threshold },
    trials: thresholds.length,
    validationAccuracy: point.validationAccuracy,
    validationPredictions: point.validationPredictions,
    testPredictions: point.testPredictions,
    parameters,
    bytes: 16 * parameters,
    seconds: (tools.clock() - startMs) / 1000,
  };
}

/** One grid for all seeds, as the page makes it. */
const fusedSweep: PrepareSweep = function* ({ study, graph }, scope, tools, count) {
  const problem = graph[scope];
  const grid = thresholdGrid(
    tools.kernels,
    problem.features,
    study.pools,
    study.runs.map((run) => nodesInScope(run, scope)),
    scope,
    count,
    problem.pairBudget,
  );
  const thresholds = count === 1 ? [NO_EDGES] : yield* choosing(grid);
  return { trainer: createThresholdTrainer(problem, tools), thresholds };
};

const separateSweep: PrepareSweep = function* ({ study, runSeed }, scope, tools, count) {
  const runs = study.runs.map((run) => nodesInScope(run, scope));
  const own = runs.filter((run) => run.runSeed === runSeed);
  const problem = separateProblem(study.embeddings, study.trainPool, study.settings, own);
  const grid = separateThresholdGrid(
    tools.kernels,
    problem.separate,
    study.pools,
    runs,
    scope,
    count,
  );
  const thresholds = count === 1 ? [NO_EDGES] : yield* choosing(grid);
  return { trainer: createSeparateTrainer(problem, tools), thresholds };
};

/** How many pairs there are to compare is not told beforehand. */
function choosing(grid: Generator<number, number[]>): Generator<Progress, number[]> {
  return withProgress(grid, "Choosing thresholds", 0);
}
