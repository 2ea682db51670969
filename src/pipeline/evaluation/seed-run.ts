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
  type RankedPairs,
  type RunNodes,
  type TrainingSettings,
} from "../artifacts.ts";
import { createAggregator } from "../graph/aggregated-features.ts";
import { createGraphStatistics } from "../graph/graph-statistics.ts";
import { normalizedAdjacency } from "../graph/normalized-adjacency.ts";
import { pairPrefixes } from "../graph/pair-prefixes.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { nodesOfPart } from "../graph/run-nodes.ts";

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
  /** Â X and Â 1 of the chosen nodes, X = s z. */
  readonly aggregated: (rows: Int32Array) => GraphRows;
}

/**
 * Ranks the seed's pairs; yields the number of them done.
 *
 * @throws RangeError for a seed that the problem does not hold
 */
export function* createSeedRun(
  problem: SweepProblem,
  runSeed: number,
  kernels: MatrixKernels,
): Generator<number, SeedRun> {
  const nodes = problem.runs.find((run) => run.runSeed === runSeed);
  if (nodes === undefined) throw new RangeError(`no run of seed ${runSeed}`);
  const { dimension, values } = problem.features;
  const block = kernels.load(
    gatherRows(values, dimension, nodes.example),
    nodes.example.length,
    dimension,
  );
  let made: SeedRun | null = null;
  try {
    const ranked = yield* rankPairs(block, nodes, problem.pairBudget);
    made = seedRun(problem, ranked, block);
    return made;
  } finally {
    // Also when nobody asks for the rest of the pairs.
    if (made === null) block.dispose();
  }
}

function seedRun(problem: SweepProblem, ranked: RankedPairs, block: RowBlock): SeedRun {
  const { nodes } = ranked;
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
    graph: createSeedGraphs(ranked, block, scale),
    dispose: block.dispose,
  };
}

function createSeedGraphs(
  ranked: RankedPairs,
  block: RowBlock,
  scale: number,
): (threshold: number) => SeedGraph {
  const statistics = createGraphStatistics(ranked, pairPrefixes(ranked));
  const aggregate = createAggregator(block, ranked);
  return (threshold) => ({
    statistics: statistics(threshold),
    get adjacency() {
      return threshold < ranked.cutoff ? null : normalizedAdjacency(ranked, threshold);
    },
    aggregated: (rows) => {
      const { values, ones } = aggregate(threshold, rows);
      return { aggregated: scaled(values, scale), ones };
    },
  });
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
