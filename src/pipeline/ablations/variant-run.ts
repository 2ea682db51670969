/** One seed of a variant of the Graph Adapter: its threshold grid, its graphs, and the run at its own τ*. */

import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels, RowBlock } from "../../numeric/matrix-kernels.ts";
import { csrRowSums } from "../../numeric/csr-product.ts";
import { parameterCount } from "../adapter/parameter-count.ts";
import {
  PART_CODES,
  type CsrMatrix,
  type EmbeddingMatrix,
  type GraphScope,
  type GraphStatistics,
  type Pool,
  type Progress,
  type RankedPairs,
  type RunNodes,
  type RunPoint,
  type RunReport,
} from "../artifacts.ts";
import { seedRunOn, type SeedGraph, type SeedRun, type SweepProblem } from "../evaluation/seed-run.ts";
import { createThresholdTrainer, type TrainingTools } from "../evaluation/train-at-threshold.ts";
import { loadNodes } from "../graph/load-nodes.ts";
import { normalizeAdjacency } from "../graph/normalized-adjacency.ts";
import { pairsOfRows, sourceCount } from "../graph/pair-sweep.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { senderCount } from "../graph/run-nodes.ts";
import { candidateExamples, thresholdGrid } from "../graph/threshold-grid.ts";
import { sweepProblem, studyFeatures, type StudyProblem } from "../methods/study-problem.ts";
import { withProgress } from "../with-progress.ts";
import type { VariantRun } from "./ablation.ts";

/** The graphs of one seed at every threshold that a variant allows. */
export interface VariantGraphs {
  /** Below it there is no graph: its pairs are not kept. */
  readonly lowest: number;
  /** A [n, n] without self-loops, weights ≥ 0: row i holds what node i receives. Equal numbers of entries mean equal graphs. */
  readonly adjacency: (threshold: number) => CsrMatrix;
}

/** @param block the unit features of the nodes, in node order */
export type PrepareGraphs = (
  problem: SweepProblem,
  nodes: RunNodes,
  block: RowBlock,
  kernels: MatrixKernels,
) => Generator<Progress, VariantGraphs>;

/** What a variant trains, all else being as in the study. */
export interface VariantPlan {
  /** The study as the variant changes it. */
  readonly study: StudyProblem;
  readonly scope: GraphScope;
  /** Thresholds: the study's grid; its part from 0 up, 0 included; or no edges alone. */
  readonly grid: "all" | "from-zero" | "no-edges";
  /** Which nodes and edges there are; the study's own graph unless given. One entry a draw, whose accuracies are averaged. */
  readonly draws?: readonly PrepareGraphs[];
  /** Nodes of the variant's graphs where they are not those of its scope. */
  readonly nodes?: (nodes: RunNodes) => RunNodes;
}

/** Above every cosine. */
const NO_EDGES = 1.01;

/** Graphs made of the pairs that a threshold may join, most similar first. */
export function rankedGraphs(
  adjacency: (ranked: RankedPairs, threshold: number) => CsrMatrix,
): PrepareGraphs {
  return function* ({ pairBudget }, nodes, block) {
    const total = pairsOfRows(sourceCount(nodes), block.rows);
    const ranking = rankPairs(block, nodes, pairBudget);
    const ranked = yield* withProgress(ranking, "Comparing images", total);
    return { lowest: ranked.cutoff, adjacency: (threshold) => adjacency(ranked, threshold) };
  };
}

/**
 * Trains every threshold of the variant's grid and keeps the run at τ*, the largest of those with the best validation accuracy (E24).
 *
 * @throws RangeError for a seed that the study does not hold; StudioError training/diverged
 */
export async function* runVariant(
  variant: VariantRun["variant"],
  plan: VariantPlan,
  runSeed: number,
  tools: TrainingTools,
): AsyncGenerator<Progress, VariantRun> {
  const startMs = tools.clock();
  const { study, scope } = plan;
  const features = studyFeatures(study);
  const own = sweepProblem(study, features, runSeed, scope);
  const problem = { ...own, runs: own.runs.map(plan.nodes ?? ((nodes) => nodes)) };
  const thresholds =
    plan.grid === "no-edges" ? [NO_EDGES] : yield* variantGrid(plan, features, tools.kernels);
  const draws = plan.draws ?? [null];
  const runs = draws.length * thresholds.length;
  const drawn: RunPoint[][] = [];
  for (const [draw, prepare] of draws.entries()) {
    const points = trainGrid(problem, runSeed, thresholds, prepare, tools);
    drawn.push(yield* inEpochs(points, problem.training.epochs * runs, draw / draws.length));
  }
  // Every draw leaves out the same thresholds, those below the lowest, which come first.
  const columns = drawn[0]!.map((_, index) => drawn.map((points) => points[index]!));
  const curve = columns.map((points) => ({
    threshold: points[0]!.threshold,
    validationAccuracy: mean(points.map((point) => point.validationAccuracy)),
    meanDegree: mean(points.map((point) => point.statistics.meanDegree)),
  }));
  const best = curve.reduce(
    (chosen, point, index) =>
      point.validationAccuracy >= curve[chosen]!.validationAccuracy ? index : chosen,
    0,
  );
  const omitted = thresholds.length - curve.length;
  return {
    variant,
    runSeed,
    threshold: plan.grid === "no-edges" ? null : curve[best]!.threshold,
    curve: plan.grid === "no-edges" ? [] : curve,
    validationAccuracy: curve[best]!.validationAccuracy,
    testPredictions: columns[best]!.map(({ testPredictions }) => testPredictions),
    parameters: parameterCount({
      featureDimension: features.dimension,
      bottleneckDimension: problem.adapter.bottleneckDimension,
      classCount: problem.runs[0]!.classCount,
    }).total,
    seconds: (tools.clock() - startMs) / 1000,
    remarks:
      omitted === 0
        ? []
        : [`${omitted} of ${thresholds.length} thresholds left out: more pairs than are kept`],
  };
}

/** Epochs of all runs as one job. */
async function* inEpochs(
  points: AsyncGenerator<RunReport | RunPoint, void>,
  total: number,
  before: number,
): AsyncGenerator<Progress, RunPoint[]> {
  const finished: RunPoint[] = [];
  let done = Math.round(before * total);
  let start = done;
  for await (const report of points) {
    if ("label" in report) yield report;
    else if ("epoch" in report) {
      done = start + report.epoch;
      yield { label: "Training", done, total };
    } else {
      finished.push(report);
      start = done;
    }
  }
  return finished;
}

/** The points of one draw, ascending threshold, each after the reports of its run. */
async function* trainGrid(
  problem: SweepProblem,
  runSeed: number,
  thresholds: readonly number[],
  prepare: PrepareGraphs | null,
  tools: TrainingTools,
): AsyncGenerator<RunReport | RunPoint, void> {
  const trainer =
    prepare === null
      ? ownTrainer(problem, runSeed, tools)
      : yield* createGraphTrainer(problem, prepare, tools);
  try {
    for (const threshold of thresholds) {
      if (threshold < trainer.lowest) continue;
      yield yield* trainer.trainAt(threshold);
    }
  } finally {
    trainer.dispose();
  }
}

interface SeedTrainer {
  /** No graph below it. */
  readonly lowest: number;
  readonly trainAt: (threshold: number) => AsyncGenerator<RunReport, RunPoint>;
  readonly dispose: () => void;
}

/** On the study's own graph. */
function ownTrainer(problem: SweepProblem, runSeed: number, tools: TrainingTools): SeedTrainer {
  const { trainRuns, dispose } = createThresholdTrainer(problem, tools);
  return {
    lowest: -Infinity,
    trainAt: async function* (threshold) {
      const [point] = yield* trainRuns([runSeed], threshold);
      return point!;
    },
    dispose,
  };
}

async function* createGraphTrainer(
  problem: SweepProblem,
  prepare: PrepareGraphs,
  { kernels, openEngine, clock }: TrainingTools,
): AsyncGenerator<Progress, SeedTrainer> {
  const { run, lowest } = yield* createVariantRun(problem, prepare, kernels);
  const engine = openEngine(problem, clock);
  const finished = new Map<number, RunPoint>();
  return {
    lowest,
    trainAt: async function* (threshold) {
      const { statistics } = run.graph(threshold);
      const known = finished.get(statistics.edges);
      if (known !== undefined) return { ...known, threshold, statistics, seconds: 0 };
      const [point] = yield* engine.trainRuns([run], threshold);
      finished.set(statistics.edges, point!);
      return point!;
    },
    dispose: () => {
      engine.dispose();
      run.dispose();
    },
  };
}

/** The run of a problem with one seed on graphs of another kind. */
export function* createVariantRun(
  problem: SweepProblem,
  prepare: PrepareGraphs,
  kernels: MatrixKernels,
): Generator<Progress, { readonly run: SeedRun; readonly lowest: number }> {
  const [nodes] = problem.runs;
  if (nodes === undefined) throw new RangeError("no run");
  const { dimension, values } = problem.features;
  const count = nodes.example.length;
  const block = loadNodes(kernels, gatherRows(values, dimension, nodes.example), count, dimension);
  let isMade = false;
  try {
    const { lowest, adjacency } = yield* prepare(problem, nodes, block, kernels);
    isMade = true;
    let current: { readonly threshold: number; readonly graph: SeedGraph } | null = null;
    const run = seedRunOn(problem, nodes, block, {
      graph: (threshold) => {
        if (current?.threshold !== threshold) {
          const graph = graphOf(nodes, adjacency(threshold), threshold, block, problem.featureScale);
          current = { threshold, graph };
        }
        return current.graph;
      },
      prepare: function* () {},
      forget: () => {
        current = null;
      },
    });
    return { run, lowest };
  } finally {
    if (!isMade) block.dispose();
  }
}

function graphOf(
  nodes: RunNodes,
  adjacency: CsrMatrix,
  threshold: number,
  block: RowBlock,
  scale: number,
): SeedGraph {
  const exact = normalizeAdjacency(adjacency);
  const normalized = { ...exact, values: new Float32Array(exact.values) };
  return {
    statistics: degreeStatistics(nodes, adjacency, threshold),
    adjacency: normalized,
    aggregated: (rows) => ({
      aggregated: block.csrProduct(normalized, rows).map((value) => scale * value),
      ones: csrRowSums(normalized, rows),
    }),
  };
}

/** An ablation's graphs are described by their degrees alone. */
function degreeStatistics(
  nodes: RunNodes,
  { rowStart, rows }: CsrMatrix,
  threshold: number,
): GraphStatistics {
  const senders = senderCount(nodes);
  const amongSenders = rowStart[senders]!;
  let isolated = 0;
  for (let row = 0; row < rows; row++) isolated += rowStart[row] === rowStart[row + 1] ? 1 : 0;
  return {
    threshold,
    // An edge among senders is an entry of both its ends.
    edges: amongSenders / 2 + rowStart[rows]! - amongSenders,
    meanDegree: amongSenders / Math.max(1, senders),
    isolated: isolated / Math.max(1, rows),
    homophily: null,
    adjustedHomophily: null,
    components: null,
    exact: true,
  };
}

function* variantGrid(
  { study, scope, grid }: VariantPlan,
  features: EmbeddingMatrix,
  kernels: MatrixKernels,
): Generator<Progress, number[]> {
  const { thresholdCount, pairBudget } = study.settings;
  const pools = poolsOf(study);
  const candidates = candidateExamples(pools, scope).length;
  const choosing = thresholdGrid(
    kernels,
    features,
    pools,
    study.runs,
    scope,
    thresholdCount,
    pairBudget,
  );
  const total = pairsOfRows(candidates, candidates);
  const thresholds = yield* withProgress(choosing, "Choosing thresholds", total);
  return grid === "all" ? thresholds : [0, ...thresholds.filter((threshold) => threshold > 0)];
}

/** The pools as far as a study knows them: its train pool, and whatever stands in a run. */
function poolsOf({ embeddings, trainPool, runs }: StudyProblem): { readonly pool: readonly Pool[] } {
  const pool = Array<Pool>(embeddings.image.rows).fill("left-out");
  const names = ["train", "validation", "test", "unlabelled"] as const;
  for (const { example, part } of runs) {
    example.forEach((row, node) => (pool[row] = names[part[node]!]!));
  }
  // A validation image may have been drawn from it.
  for (const row of trainPool) pool[row] = "train";
  return { pool };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
