/** The runs of all seeds at one threshold as one wider problem, for a GPU: few large products in place of many small ones. */

import type { AdapterParameterValues } from "../adapter/initial-parameters.ts";
import { wideForward, wideMatrices, type WideExamples } from "../adapter/wide-adapter.ts";
import { wideLayout, type WideLayout } from "../adapter/wide-layout.ts";
import {
  PART_CODES,
  type CsrMatrix,
  type EpochReport,
  type GraphStatistics,
  type RunNodes,
  type RunPoint,
} from "../artifacts.ts";
import { argMax, dispose, tidy, type Tensor2D, type Tensor3D } from "../tensor.ts";
import type { FeatureProducts, OpenFeatureProducts } from "./feature-products.ts";
import type { SweepProblem } from "./seed-run.ts";
import {
  adjacencyRows,
  bySeed,
  featureTable,
  selectionRows,
  uploadAggregated,
  type AggregatedRows,
} from "./wide-rows.ts";
import { disposeWideTargets, wideTargets, type WideTargets } from "./wide-targets.ts";
import { trainWide, type WideResult } from "./wide-training.ts";

/** What a wide run needs of a seed; the shape of X and the labels come from its nodes. */
export interface WideSeed {
  readonly nodes: RunNodes;
  readonly initial: AdapterParameterValues;
  readonly graph: (threshold: number) => SeedGraph;
}

/** One seed's graph at one threshold. */
export interface SeedGraph {
  readonly statistics: GraphStatistics;
  /** Â [n, n]; null below the cut-off of the ranked pairs, where its entries are not kept. */
  readonly adjacency: CsrMatrix | null;
  /** The chosen nodes' rows of Â X and Â 1, X = s z; asked for only where a seed of the run has no adjacency. */
  readonly aggregated: (rows: Int32Array) => AggregatedRows;
}

export interface WideTrainer {
  /**
   * Trains the given seeds at one threshold, each as `ThresholdTrainer.trainRun` would alone, and predicts each seed's test nodes once, with its kept
   * epoch. Yields the mean over the seeds of every epoch, up to ten at a time; `throw` or `return` ends it and frees its tensors.
   * Seeds whose rows together would not fit a GPU's smallest guaranteed buffer are trained in groups, one after another.
   *
   * @returns one point a seed, in the order of `runSeeds`; `seconds` is the time of the call divided by their number
   * @throws RangeError for a seed that the problem does not hold; StudioError training/diverged
   */
  readonly trainRuns: (
    runSeeds: readonly number[],
    threshold: number,
  ) => AsyncGenerator<EpochReport, readonly RunPoint[]>;
  readonly dispose: () => void;
}

/**
 * Uploads the features of all examples once; afterwards only the entries of Â travel to the device, once a threshold.
 *
 * @param seedOf the part of a seed that does not depend on the threshold; called again for every run
 * @param openProducts where sparse products are computed, such as `gpuFeatureProducts`
 * @param clock milliseconds, monotonic
 */
export function createWideTrainer(
  problem: SweepProblem,
  seedOf: (runSeed: number) => WideSeed,
  openProducts: OpenFeatureProducts,
  clock: () => number,
): WideTrainer {
  const { features, featureScale, adapter, runs } = problem;
  const layout = wideLayout({
    featureDimension: features.dimension,
    bottleneckDimension: adapter.bottleneckDimension,
    classCount: runs[0]?.classCount ?? 0,
  });
  const table = featureTable(features, featureScale, layout);
  const products = openProducts(table, features.rows + 1, layout.features);
  let prepared: WideGroup | null = null;
  const groupOf = (runSeeds: readonly number[]): WideGroup => {
    if (prepared?.key === runSeeds.join()) return prepared;
    if (prepared !== null) disposeGroup(prepared);
    prepared = null;
    prepared = createGroup(runSeeds, seedOf, products, layout, features.rows);
    return prepared;
  };
  return {
    trainRuns: async function* (runSeeds, threshold) {
      const startMs = clock();
      const points: Omit<RunPoint, "seconds">[] = [];
      for (const group of groupsOf(runSeeds, seedOf, layout)) {
        const context = { problem, products, layout, group: groupOf(group) };
        points.push(...(yield* trainGroup(context, threshold)));
      }
      const seconds = (clock() - startMs) / 1000 / points.length;
      return points.map((point) => ({ ...point, seconds }));
    },
    dispose: () => {
      if (prepared !== null) disposeGroup(prepared);
      prepared = null;
      products.dispose();
    },
  };
}

/** Seeds that are trained together, and what they share at every threshold. */
interface WideGroup {
  readonly key: string;
  readonly seeds: readonly WideSeed[];
  /** Each seed's training nodes, then its validation nodes. */
  readonly rows: readonly Int32Array[];
  /** Rows that each seed is padded to. */
  readonly count: number;
  /** X of the rows [S, count, features] */
  readonly features: Tensor3D;
  readonly targets: WideTargets;
}

interface WideContext {
  readonly problem: SweepProblem;
  readonly products: FeatureProducts;
  readonly layout: WideLayout;
  readonly group: WideGroup;
}

/** WebGPU's smallest limit of one storage binding. */
const BINDING_BYTES = 2 ** 27;
/** Test rows a pass and seed, so that a large test set needs no large buffer. */
const TEST_ROWS = 1024;

function groupsOf(
  runSeeds: readonly number[],
  seedOf: (runSeed: number) => WideSeed,
  layout: WideLayout,
): number[][] {
  const widest = Math.max(...runSeeds.map((seed) => labelledRows(seedOf(seed).nodes).length));
  const together = Math.max(1, Math.floor(BINDING_BYTES / (4 * widest * layout.features)));
  const groups: number[][] = [];
  for (let first = 0; first < runSeeds.length; first += together) {
    groups.push(runSeeds.slice(first, first + together));
  }
  return groups;
}

function createGroup(
  runSeeds: readonly number[],
  seedOf: (runSeed: number) => WideSeed,
  products: FeatureProducts,
  layout: WideLayout,
  examples: number,
): WideGroup {
  const seeds = runSeeds.map(seedOf);
  const rows = seeds.map(({ nodes }) => labelledRows(nodes));
  const count = Math.max(...rows.map(({ length }) => length));
  const labels = seeds.map(({ nodes }) => ({
    train: labelsOf(nodes, PART_CODES.train),
    validation: labelsOf(nodes, PART_CODES.validation),
  }));
  const chosen = seeds.map(({ nodes }, seed) => ({ example: nodes.example, rows: rows[seed]! }));
  return {
    key: runSeeds.join(),
    seeds,
    rows,
    count,
    features: bySeed(products.product(selectionRows(chosen, count, examples)), seeds.length),
    targets: wideTargets(labels, count, layout.classes),
  };
}

function disposeGroup({ features, targets }: WideGroup): void {
  dispose(features);
  disposeWideTargets(targets);
}

async function* trainGroup(
  context: WideContext,
  threshold: number,
): AsyncGenerator<EpochReport, Omit<RunPoint, "seconds">[]> {
  const { problem, layout, group } = context;
  const graphs = group.seeds.map((seed) => seed.graph(threshold));
  const aggregated = aggregate(context, graphs, group.rows, group.count);
  let result: WideResult | null = null;
  try {
    result = yield* trainWide({
      layout,
      settings: problem.adapter,
      initial: group.seeds.map(({ initial }) => initial),
      examples: { features: group.features, aggregated },
      targets: group.targets,
      epochs: problem.training.epochs,
      learningRate: problem.training.learningRate,
    });
    const { seeds, parameters } = result;
    const test = await testPredictions(context, graphs, parameters);
    return seeds.map((trained, seed) => ({
      runSeed: group.seeds[seed]!.nodes.runSeed,
      threshold,
      statistics: graphs[seed]!.statistics,
      ...trained,
      testPredictions: test[seed]!,
    }));
  } finally {
    dispose(aggregated);
    if (result !== null) dispose(result.parameters);
  }
}

/** Rows of Â X of every seed, [S, count, features]. */
function aggregate(
  { products, layout, group, problem }: WideContext,
  graphs: readonly SeedGraph[],
  rows: readonly Int32Array[],
  count: number,
): Tensor3D {
  const sparse = graphs.flatMap(({ adjacency }, seed) => {
    const { example } = group.seeds[seed]!.nodes;
    return adjacency === null ? [] : [{ adjacency, example, rows: rows[seed]! }];
  });
  if (sparse.length === graphs.length) {
    const matrix = adjacencyRows(sparse, count, problem.features.rows);
    return bySeed(products.product(matrix), graphs.length);
  }
  const dense = graphs.map((graph, seed) => graph.aggregated(rows[seed]!));
  return uploadAggregated(dense, count, layout);
}

/** Class of each seed's test nodes, in node order. */
async function testPredictions(
  context: WideContext,
  graphs: readonly SeedGraph[],
  parameters: Tensor2D,
): Promise<number[][]> {
  const { group, products, problem, layout } = context;
  const tests = group.seeds.map(({ nodes }) => nodesOfPart(nodes, PART_CODES.test));
  const predictions = tests.map((): number[] => []);
  const longest = Math.max(...tests.map(({ length }) => length));
  const count = Math.min(TEST_ROWS, longest);
  for (let first = 0; first < longest; first += count) {
    const rows = tests.map((test) => test.subarray(first, first + count));
    const chosen = group.seeds.map(({ nodes }, seed) => ({
      example: nodes.example,
      rows: rows[seed]!,
    }));
    const selection = selectionRows(chosen, count, problem.features.rows);
    const examples: WideExamples = {
      features: bySeed(products.product(selection), tests.length),
      aggregated: aggregate(context, graphs, rows, count),
    };
    const classes = tidy(() => {
      const matrices = wideMatrices(layout, parameters);
      return argMax(wideForward(matrices, examples, problem.adapter).logits, 2);
    });
    dispose([examples.features, examples.aggregated]);
    const values = await classes.data().finally(() => dispose(classes));
    rows.forEach(({ length }, seed) => {
      predictions[seed]!.push(...values.slice(seed * count, seed * count + length));
    });
  }
  return predictions;
}

function labelledRows(nodes: RunNodes): Int32Array {
  const [train, validation] = [PART_CODES.train, PART_CODES.validation].map((code) =>
    nodesOfPart(nodes, code),
  );
  return Int32Array.from([...train!, ...validation!]);
}

function labelsOf(nodes: RunNodes, code: number): Int32Array {
  return nodesOfPart(nodes, code).map((node) => nodes.label[node]!);
}

function nodesOfPart(nodes: RunNodes, code: number): Int32Array {
  return Int32Array.from(nodes.part.keys()).filter((node) => nodes.part[node] === code);
}
