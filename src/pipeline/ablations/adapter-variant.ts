/** Variants of the Graph Adapter: the study with one thing changed, on its own graphs or on others. */

import { parameterCount } from "../adapter/parameter-count.ts";
import type { EmbeddingMatrix, GraphScope, Progress, RunNodes } from "../artifacts.ts";
import { createSeparateTrainer, separateProblem } from "../evaluation/separate-run.ts";
import { createThresholdTrainer, type TrainingTools } from "../evaluation/train-at-threshold.ts";
import { pairsOfRows } from "../graph/pair-sweep.ts";
import { separateThresholdGrid } from "../graph/separate-nodes.ts";
import { candidateExamples, thresholdGrid } from "../graph/threshold-grid.ts";
import {
  nodesInScope,
  runOf,
  studyFeatures,
  sweepProblem,
  type StudyProblem,
} from "../methods/study-problem.ts";
import { withProgress } from "../with-progress.ts";
import { anyThreshold, createGraphTrainer, type PrepareGraphs } from "./graph-trainers.ts";
import type { VariantSetup } from "./variant-run.ts";

/** What a variant trains, all else being as in the study. */
export interface VariantPlan {
  /** The study as the variant changes it. */
  readonly study: StudyProblem;
  readonly scope: GraphScope;
  /** Thresholds: a grid as the study's, its part from 0 up with 0 itself, or no edges alone. */
  readonly grid: "all" | "from-zero" | "no-edges";
  /** Graphs of another kind than the study's, one entry a draw. */
  readonly draws?: readonly PrepareGraphs[];
  /** The nodes of these graphs, where they are not those of the scope. */
  readonly nodes?: (nodes: RunNodes) => RunNodes;
}

/** Above every cosine. */
const NO_EDGES = 1.01;

/** @throws RangeError for a seed that the study does not hold */
export function* adapterSetup(
  plan: VariantPlan,
  runSeed: number,
  tools: TrainingTools,
): Generator<Progress, VariantSetup> {
  const { study, scope, draws } = plan;
  const features = studyFeatures(study);
  const own = sweepProblem(study, features, runSeed, scope);
  const problem = { ...own, runs: own.runs.map(plan.nodes ?? ((nodes) => nodes)) };
  return {
    thresholds: yield* variantGrid(plan, features, tools),
    choosesThreshold: plan.grid !== "no-edges",
    trainers: draws?.map((prepare) => () => createGraphTrainer(problem, prepare, tools)) ?? [
      () => anyThreshold(createThresholdTrainer(problem, tools), runSeed),
    ],
    epochs: problem.training.epochs,
    parameters: parametersOf(study, features.dimension),
  };
}

/** Two nodes a sample (E3), in the scope of the study. TensorFlow.js, whose backend has to be open, trains them. */
export function* separateSetup(
  study: StudyProblem,
  runSeed: number,
  tools: TrainingTools,
): Generator<Progress, VariantSetup> {
  const { settings, embeddings, trainPool, runs } = study;
  const { scope } = settings;
  const nodes = nodesInScope(runOf(study, runSeed), scope);
  const problem = separateProblem(embeddings, trainPool, settings, [nodes]);
  const choosing = separateThresholdGrid(
    tools.kernels,
    problem.separate,
    study.pools,
    runs.map((run) => nodesInScope(run, scope)),
    scope,
    settings.thresholdCount,
  );
  const total = 2 * candidateExamples(study.pools, scope).length;
  return {
    thresholds: yield* withProgress(choosing, "Choosing thresholds", total),
    choosesThreshold: true,
    trainers: [() => anyThreshold(createSeparateTrainer(problem, tools), runSeed)],
    epochs: settings.training.epochs,
    parameters: parametersOf(study, problem.means.features.dimension),
  };
}

function* variantGrid(
  { study, scope, grid }: VariantPlan,
  features: EmbeddingMatrix,
  { kernels }: TrainingTools,
): Generator<Progress, readonly number[]> {
  if (grid === "no-edges") return [NO_EDGES];
  const { thresholdCount, pairBudget } = study.settings;
  const runs = study.runs.map((run) => nodesInScope(run, scope));
  const candidates = candidateExamples(study.pools, scope).length;
  const thresholds = yield* withProgress(
    thresholdGrid(kernels, features, study.pools, runs, scope, thresholdCount, pairBudget),
    "Choosing thresholds",
    pairsOfRows(candidates, candidates),
  );
  return grid === "all" ? thresholds : [0, ...thresholds.filter((threshold) => threshold > 0)];
}

function parametersOf({ settings, runs }: StudyProblem, featureDimension: number): number {
  const { bottleneckDimension } = settings.adapter;
  const { classCount } = runs[0]!;
  return parameterCount({ featureDimension, bottleneckDimension, classCount }).total;
}
