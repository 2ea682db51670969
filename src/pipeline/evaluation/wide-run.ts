/** The runs of all seeds at one threshold as one wider problem, for a GPU: few large products in place of many small ones. */

import type { AdapterParameterValues } from "../adapter/initial-parameters.ts";
import { wideForward, wideMatrices } from "../adapter/wide-adapter.ts";
import { unpackParameters, wideLayout } from "../adapter/wide-layout.ts";
import { PART_CODES, type EpochReport, type RunPoint } from "../artifacts.ts";
import { nodesOfPart } from "../graph/run-nodes.ts";
import { argMax, dispose, slice, tidy, type Tensor2D } from "../tensor.ts";
import type { OpenFeatureProducts } from "./feature-products.ts";
import { notTrained } from "./run-engine.ts";
import type { SeedGraph, SweepProblem } from "./seed-run.ts";
import {
  createWideGroup,
  disposeWideGroup,
  groupSeeds,
  wideAggregated,
  wideExamples,
  type WideDevice,
  type WideGroup,
  type WideSeed,
} from "./wide-group.ts";
import { featureTable } from "./wide-rows.ts";
import { trainWide, type WideResult } from "./wide-training.ts";

export interface WideTrainer {
  /**
   * Trains the seeds at one threshold, each as it would train alone, and predicts each one's test nodes once, with its kept epoch.
   * Yields the mean over the seeds of every epoch, up to ten at a time; `throw` or `return` ends it and frees its tensors.
   * Seeds whose rows together would not fit one buffer of any GPU are trained in groups, one after another.
   *
   * @returns one point a seed, in their order; `seconds` is the time of the call divided by their number
   * @throws StudioError training/diverged
   */
  readonly trainRuns: (
    seeds: readonly WideSeed[],
    threshold: number,
  ) => AsyncGenerator<EpochReport, readonly RunPoint[]>;
  /** Parameters of the kept epoch of a seed of the last `trainRuns`. @throws RangeError for any other seed, and when that training did not end */
  readonly parameters: (seed: WideSeed) => Promise<AdapterParameterValues>;
  readonly dispose: () => void;
}

/** The kept parameters of some seeds, [S, size]. They stay on the device: most are never asked for. */
interface KeptParameters {
  readonly seeds: readonly WideSeed[];
  readonly parameters: Tensor2D;
}

/**
 * Uploads the features of all examples once; afterwards only the entries of Â travel to the device, once a threshold. What the seeds need at every
 * threshold is kept until other seeds are trained.
 *
 * @param openProducts where sparse products are computed, such as `gpuFeatureProducts`
 * @param clock milliseconds, monotonic
 */
export function createWideTrainer(
  problem: SweepProblem,
  openProducts: OpenFeatureProducts,
  clock: () => number,
): WideTrainer {
  const device = openDevice(problem, openProducts);
  let kept: WideGroup | null = null;
  let trained: readonly KeptParameters[] = [];
  const dropGroup = (): void => {
    if (kept !== null) disposeWideGroup(kept);
    kept = null;
  };
  const dropParameters = (): void => {
    dispose(trained.map(({ parameters }) => parameters));
    trained = [];
  };
  const groupOf = (seeds: readonly WideSeed[]): WideGroup => {
    const { seeds: known } = kept ?? { seeds: [] };
    const same = known.length === seeds.length && known.every((seed, i) => seed === seeds[i]);
    if (kept !== null && same) return kept;
    dropGroup();
    kept = createWideGroup(device, seeds);
    return kept;
  };
  return {
    trainRuns: async function* (seeds, threshold) {
      const startMs = clock();
      dropParameters();
      const points: Omit<RunPoint, "seconds">[] = [];
      for (const together of groupSeeds(seeds, device.layout)) {
        const group = yield* trainGroup(problem, device, groupOf(together), threshold);
        points.push(...group.points);
        trained = [...trained, { seeds: together, parameters: group.parameters }];
      }
      const seconds = (clock() - startMs) / 1000 / seeds.length;
      return points.map((point) => ({ ...point, seconds }));
    },
    parameters: async (seed) => {
      const own = trained.find(({ seeds }) => seeds.includes(seed));
      if (own === undefined) throw notTrained(seed);
      const row = tidy(() => slice(own.parameters, [own.seeds.indexOf(seed), 0], [1, -1]));
      const packed = await row.data<"float32">().finally(() => dispose(row));
      return unpackParameters(device.layout, packed, seed.initial);
    },
    dispose: () => {
      dropGroup();
      dropParameters();
      device.products.dispose();
    },
  };
}

function openDevice(problem: SweepProblem, openProducts: OpenFeatureProducts): WideDevice {
  const { features, featureScale, adapter, runs } = problem;
  const [first] = runs;
  if (first === undefined) throw new RangeError("no run to train");
  const layout = wideLayout({
    featureDimension: features.dimension,
    bottleneckDimension: adapter.bottleneckDimension,
    classCount: first.classCount,
  });
  const table = featureTable(features, featureScale, layout);
  const products = openProducts(table, features.rows + 1, layout.features);
  return { layout, products, examples: features.rows };
}

interface TrainedGroup {
  readonly points: readonly Omit<RunPoint, "seconds">[];
  /** [S, size]. The caller disposes it. */
  readonly parameters: Tensor2D;
}

async function* trainGroup(
  problem: SweepProblem,
  device: WideDevice,
  group: WideGroup,
  threshold: number,
): AsyncGenerator<EpochReport, TrainedGroup> {
  const { seeds, rows, count, features, targets } = group;
  // Read once: an adjacency is made whenever it is read.
  const graphs = seeds.map((seed): SeedGraph => ({ ...seed.graph(threshold) }));
  const aggregated = wideAggregated(device, seeds, graphs, rows, count);
  let result: WideResult | null = null;
  try {
    result = yield* trainWide({
      layout: device.layout,
      settings: problem.adapter,
      initial: seeds.map(({ initial }) => initial),
      examples: { features, aggregated },
      targets,
      epochs: problem.training.epochs,
      learningRate: problem.training.learningRate,
    });
    const { parameters } = result;
    const test = await testPredictions(problem, device, group, graphs, parameters);
    const points = result.seeds.map((trained, seed) => ({
      runSeed: seeds[seed]!.nodes.runSeed,
      threshold,
      statistics: graphs[seed]!.statistics,
      ...trained,
      testPredictions: test[seed]!,
    }));
    result = null;
    return { points, parameters };
  } finally {
    dispose(aggregated);
    if (result !== null) dispose(result.parameters);
  }
}

/** Test rows of a seed in one pass, so that a large test set needs no large buffer. */
const TEST_ROWS = 1024;

/** Class of each seed's test nodes, in node order. */
async function testPredictions(
  { adapter }: SweepProblem,
  device: WideDevice,
  { seeds }: WideGroup,
  graphs: readonly SeedGraph[],
  parameters: Tensor2D,
): Promise<number[][]> {
  const tests = seeds.map(({ nodes }) => nodesOfPart(nodes, PART_CODES.test));
  const predictions = tests.map((): number[] => []);
  const longest = Math.max(...tests.map(({ length }) => length));
  const count = Math.min(TEST_ROWS, longest);
  for (let first = 0; first < longest; first += count) {
    const rows = tests.map((test) => test.subarray(first, first + count));
    const examples = wideExamples(device, seeds, graphs, rows, count);
    const classes = tidy(() => {
      const matrices = wideMatrices(device.layout, parameters);
      return argMax(wideForward(matrices, examples, adapter).logits, 2);
    });
    dispose([examples.features, examples.aggregated]);
    const values = await classes.data().finally(() => dispose(classes));
    rows.forEach(({ length }, seed) => {
      predictions[seed]!.push(...values.slice(seed * count, seed * count + length));
    });
  }
  return predictions;
}
