/** What the runs of one seed share at every threshold: nodes, ranked pairs, initial parameters and labels, made once. */

import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels, RowBlock } from "../../numeric/matrix-kernels.ts";
import { initialParameters, type AdapterParameterValues } from "../adapter/initial-parameters.ts";
import type { GraphRows } from "../adapter/simd-adapter.ts";
import {
  PART_CODES,
  type AdapterSettings,
  type CsrMatrix,
  type FusedFeatures,
  type GraphStatistics,
  type Progress,
  type RankedPairs,
  type RunNodes,
  type TrainingSettings,
} from "../artifacts.ts";
import { createAggregator, type AggregatedRows } from "../graph/aggregated-features.ts";
import { createGraphStatistics } from "../graph/graph-statistics.ts";
import { loadNodes } from "../graph/load-nodes.ts";
import { normalizedAdjacency } from "../graph/normalized-adjacency.ts";
import { pairPrefixes } from "../graph/pair-prefixes.ts";
import { pairsOfRows, sourceCount } from "../graph/pair-sweep.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { nodesOfPart } from "../graph/run-nodes.ts";
import { atOnce, withProgress } from "../with-progress.ts";

/** Everything the runs of one sweep share. It holds no test label: RunNodes hides them. */
export interface SweepProblem {
  readonly features: FusedFeatures;
  /** s of E2b: the network sees s z. */
  readonly featureScale: number;
  /** How many ranked pairs a run may keep. */
  readonly pairBudget: number;
  /** One entry a run seed. */
  readonly runs: readonly RunNodes[];
  readonly adapter: AdapterSettings;
  readonly training: TrainingSettings;
}

export interface SeedRun {
  readonly nodes: RunNodes;
  readonly initial: AdapterParameterValues;
  readonly train: LabelledRows;
  readonly validation: LabelledRows;
  readonly testRows: Int32Array;
  /** X = s z of the chosen nodes, [rows, D]. */
  readonly features: (rows: Int32Array) => Float32Array;
  readonly graph: (threshold: number) => SeedGraph;
  /**
   * Below the cut-off, where rows of Â X take as long as a ranking, makes those of all training, validation and test nodes in steps, for the graph of
   * this threshold; nothing elsewhere. They are held until `forget`.
   */
  readonly prepare: (threshold: number) => Generator<Progress, void>;
  readonly forget: () => void;
  readonly dispose: () => void;
}

interface LabelledRows {
  /** Node indices */
  readonly rows: Int32Array;
  /** Class indices */
  readonly labels: Int32Array;
}

/** One seed's graph at one threshold. */
export interface SeedGraph {
  readonly statistics: GraphStatistics;
  /** Â [n, n], made when it is read; null below the cut-off of the ranked pairs, where its entries are not kept. */
  readonly adjacency: CsrMatrix | null;
  /** Â X and Â 1 of the chosen nodes, X = s z; of separate nodes two rows a sample. */
  readonly aggregated: (rows: Int32Array) => GraphRows;
}

/**
 * Ranks the seed's pairs, in steps.
 *
 * @throws RangeError for a seed that the problem does not hold; StudioError graph/too-many-nodes
 */
export function* createSeedRun(
  problem: SweepProblem,
  runSeed: number,
  kernels: MatrixKernels,
): Generator<Progress, SeedRun> {
  const nodes = problem.runs.find((run) => run.runSeed === runSeed);
  if (nodes === undefined) throw new RangeError(`no run of seed ${runSeed}`);
  const { dimension, values } = problem.features;
  const count = nodes.example.length;
  const block = loadNodes(kernels, gatherRows(values, dimension, nodes.example), count, dimension);
  let made: SeedRun | null = null;
  try {
    const total = pairsOfRows(sourceCount(nodes), count);
    const ranking = rankPairs(block, nodes, problem.pairBudget);
    const ranked = yield* withProgress(ranking, "Comparing images", total);
    made = seedRunOn(problem, nodes, block, createSeedGraphs(ranked, block, problem.featureScale));
    return made;
  } finally {
    // Also when nobody asks for the rest of the pairs.
    if (made === null) block.dispose();
  }
}

type SeedGraphs = Pick<SeedRun, "graph" | "prepare" | "forget">;

/** A run on graphs that were made elsewhere. @param block the unit features of the nodes, freed with the run */
export function seedRunOn(
  problem: SweepProblem,
  nodes: RunNodes,
  block: Pick<RowBlock, "dispose">,
  graphs: SeedGraphs,
): SeedRun {
  const { features, featureScale: scale, adapter } = problem;
  const shape = {
    featureDimension: features.dimension,
    bottleneckDimension: adapter.bottleneckDimension,
    classCount: nodes.classCount,
  };
  return {
    nodes,
    initial: initialParameters(shape, adapter.residual, nodes.runSeed),
    train: labelledRows(nodes, PART_CODES.train),
    validation: labelledRows(nodes, PART_CODES.validation),
    testRows: nodesOfPart(nodes, PART_CODES.test),
    features: (rows) => {
      const examples = rows.map((row) => nodes.example[row]!);
      return scaled(gatherRows(features.values, features.dimension, examples), scale);
    },
    ...graphs,
    dispose: block.dispose,
  };
}

function createSeedGraphs(ranked: RankedPairs, block: RowBlock, scale: number): SeedGraphs {
  const { nodes, cutoff, distribution } = ranked;
  const statistics = createGraphStatistics(ranked, pairPrefixes(ranked));
  const aggregate = createAggregator(block, ranked);
  let prepared: { readonly threshold: number; readonly rows: AggregatedRows } | null = null;
  const rowsAt = (threshold: number, rows: Int32Array): AggregatedRows =>
    prepared?.threshold === threshold
      ? chosenRows(prepared.rows, block.width, rows)
      : atOnce(aggregate(threshold, rows));
  return {
    graph: (threshold) => ({
      statistics: statistics(threshold),
      get adjacency() {
        return threshold < cutoff ? null : normalizedAdjacency(ranked, threshold);
      },
      aggregated: (rows) => {
        const { values, ones } = rowsAt(threshold, rows);
        return { aggregated: scaled(values, scale), ones };
      },
    }),
    prepare: function* (threshold) {
      if (threshold >= cutoff || threshold < distribution.smallest) return;
      if (prepared?.threshold === threshold) return;
      prepared = null;
      const rows = Int32Array.from(nodes.part.keys()).filter(
        (node) => nodes.part[node] !== PART_CODES.unlabelled,
      );
      prepared = { threshold, rows: yield* aggregate(threshold, rows) };
    },
    forget: () => {
      prepared = null;
    },
  };
}

/** Unlabelled nodes, whose rows nobody asks for, come last, so that a node's place is its index. */
function chosenRows(all: AggregatedRows, width: number, rows: Int32Array): AggregatedRows {
  return { values: gatherRows(all.values, width, rows), ones: gatherRows(all.ones, 1, rows) };
}

/** Multiplies in place. */
function scaled(values: Float32Array, scale: number): Float32Array {
  for (let i = 0; i < values.length; i++) values[i]! *= scale;
  return values;
}

function labelledRows(nodes: RunNodes, code: number): LabelledRows {
  const rows = nodesOfPart(nodes, code);
  return { rows, labels: rows.map((node) => nodes.label[node]!) };
}
