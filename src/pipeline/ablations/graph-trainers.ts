/** Trainers of one seed on the graphs of a variant. */

import { csrRowSums } from "../../numeric/csr-product.ts";
import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels, RowBlock } from "../../numeric/matrix-kernels.ts";
import type {
  CsrMatrix,
  GraphStatistics,
  Progress,
  RankedPairs,
  RunNodes,
  RunPoint,
  RunReport,
} from "../artifacts.ts";
import {
  seedRunOn,
  type SeedGraph,
  type SeedRun,
  type SweepProblem,
} from "../evaluation/seed-run.ts";
import type { ThresholdTrainer, TrainingTools } from "../evaluation/train-at-threshold.ts";
import { countAbove } from "../../numeric/count-above.ts";
import { loadNodes } from "../graph/load-nodes.ts";
import { edgeAdjacency, normalizeAdjacency } from "../graph/normalized-adjacency.ts";
import { pairsOfRows, sourceCount } from "../graph/pair-sweep.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { senderCount } from "../graph/run-nodes.ts";
import { withProgress } from "../with-progress.ts";
import { batchPairs, nodeBatches, type BatchOrder } from "./batches.ts";

export interface SeedTrainer {
  /** Returns null where there is no graph: the pairs of so low a threshold are not kept. */
  readonly trainAt: (threshold: number) => AsyncGenerator<RunReport, RunPoint | null>;
  readonly dispose: () => void;
}

/** A trainer of any threshold. */
export function anyThreshold(
  { trainRuns, dispose }: ThresholdTrainer,
  runSeed: number,
): SeedTrainer {
  return {
    trainAt: async function* (threshold) {
      const [point] = yield* trainRuns([runSeed], threshold);
      return point!;
    },
    dispose,
  };
}

/** The graphs of one seed at every threshold that a variant allows. */
interface VariantGraphs {
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

/** Graphs inside batches of 16 nodes. */
export function batchGraphs(order: BatchOrder): PrepareGraphs {
  return function* ({ features }, nodes, _block, kernels) {
    yield { label: "Comparing images", done: 0, total: 0 };
    const pairs = batchPairs(kernels, features, nodes, nodeBatches(nodes, order));
    return {
      lowest: -Infinity,
      adjacency: (threshold) =>
        edgeAdjacency(nodes, pairs, countAbove(pairs.similarity, threshold)),
    };
  };
}

/** Trains the one run of a problem on graphs of another kind, equal ones once. They are prepared at the first threshold. */
export function createGraphTrainer(
  problem: SweepProblem,
  prepare: PrepareGraphs,
  { kernels, openEngine, clock }: TrainingTools,
): SeedTrainer {
  const engine = openEngine(problem, clock);
  const finished = new Map<number, RunPoint>();
  let made: VariantSeedRun | null = null;
  return {
    trainAt: async function* (threshold) {
      made ??= yield* createVariantRun(problem, prepare, kernels);
      const { run, lowest } = made;
      if (threshold < lowest) return null;
      const { statistics } = run.graph(threshold);
      const known = finished.get(statistics.edges);
      if (known !== undefined) return { ...known, threshold, statistics, seconds: 0 };
      const [point] = yield* engine.trainRuns([run], threshold);
      finished.set(statistics.edges, point!);
      return point!;
    },
    dispose: () => {
      engine.dispose();
      made?.run.dispose();
    },
  };
}

interface VariantSeedRun {
  readonly run: SeedRun;
  /** No graph below it. */
  readonly lowest: number;
}

/** The run of a problem with one seed on graphs of another kind. */
export function* createVariantRun(
  problem: SweepProblem,
  prepare: PrepareGraphs,
  kernels: MatrixKernels,
): Generator<Progress, VariantSeedRun> {
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
          const graph = graphOf(
            nodes,
            adjacency(threshold),
            threshold,
            block,
            problem.featureScale,
          );
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
