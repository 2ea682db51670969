/**
 * GA-Net on separate nodes (E3): the Graph Adapter on two nodes a sample, whose mean logits are the sample's. Used like fused nodes:
 *
 *     const problem = separateProblem(study.embeddings, study.trainPool, study.settings, [nodesInScope(run, scope)]);
 *     const thresholds = yield* separateThresholdGrid(kernels, problem.separate, pools, study.runs, scope, count);
 *     const trainer = createSeparateTrainer(problem, { kernels, clock });
 *     const [point] = yield* trainer.trainRuns([runSeed], threshold);
 *
 * `separateObstacle` says beforehand whether there can be any. The runs are trained by TensorFlow.js, whose backend has to be open: the SIMD module
 * knows one row of Â X for each label.
 */

import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import type { Embeddings, Progress, RunNodes, RunPoint, SweepSettings } from "../artifacts.ts";
import { fuseFeatures } from "../embeddings/fused-features.ts";
import type { AggregatedRows } from "../graph/aggregated-features.ts";
import { aggregateSeparate, countSeparate, type SeparateGraph } from "../graph/separate-graph.ts";
import { senderCount } from "../graph/run-nodes.ts";
import {
  knownSamples,
  loadSeparate,
  separateFeatures,
  type SeparateBlocks,
  type SeparateFeatures,
} from "../graph/separate-nodes.ts";
import { withProgress } from "../with-progress.ts";
import { seedRunOn, type SeedRun, type SweepProblem } from "./seed-run.ts";
import { tensorRunEngine } from "./tensor-engine.ts";
import { trainPrepared, type ThresholdTrainer, type TrainingTools } from "./train-at-threshold.ts";

export interface SeparateProblem {
  readonly separate: SeparateFeatures;
  /** s of E2b */
  readonly featureScale: number;
  /** The fused problem that the mean of a sample's two rows of X is a row of: its rows are s z / √2. */
  readonly means: SweepProblem;
}

/**
 * [s √(2 (1 - w)) v, 0] and [0, s √(2 w) t] are a sample's two rows of X: s times unit rows at w = 1/2, as E3 has them, and for every w their mean is
 * its fused row s z of E2 divided by √2. Similarities are those of v and t, whatever w.
 *
 * @param runs in their scope
 * @throws RangeError where `separateObstacle` names one
 */
export function separateProblem(
  embeddings: Embeddings,
  trainPool: readonly number[],
  settings: SweepSettings,
  runs: readonly RunNodes[],
): SeparateProblem {
  const { features, pairBudget, adapter, training } = settings;
  return {
    separate: separateFeatures(embeddings, features, trainPool),
    featureScale: features.scale,
    means: {
      features: fuseFeatures(embeddings, features, trainPool),
      featureScale: features.scale * Math.SQRT1_2,
      pairBudget,
      runs,
      adapter,
      training,
    },
  };
}

/** Like `createThresholdTrainer`; statistics are those of `countSeparate`. */
export function createSeparateTrainer(
  problem: SeparateProblem,
  { kernels, clock }: Pick<TrainingTools, "kernels" | "clock">,
): ThresholdTrainer {
  const engine = tensorRunEngine(problem.means, clock);
  const seeds = new Map<number, SeparateRun>();
  const finished = new Map<string, RunPoint>();

  const trainRun = async function* (runSeed: number, threshold: number) {
    const known = seeds.get(runSeed) ?? createSeparateRun(problem, runSeed, kernels);
    seeds.set(runSeed, known);
    const startMs = clock();
    const { statistics } = yield* known.count(threshold);
    const counting = (clock() - startMs) / 1000;
    // Graphs of falling thresholds contain each other, so equally many edges are the same ones.
    const edgeSet = `${runSeed}/${statistics.edges}`;
    const same = finished.get(edgeSet);
    if (same !== undefined) return { ...same, threshold, statistics, seconds: counting };
    const [point] = yield* trainPrepared(engine, [known.run], threshold, clock);
    const timed: RunPoint = { ...point!, seconds: point!.seconds + counting };
    finished.set(edgeSet, timed);
    return timed;
  };

  return {
    trainRuns: async function* (runSeeds, threshold) {
      const points: RunPoint[] = [];
      for (const runSeed of runSeeds) points.push(yield* trainRun(runSeed, threshold));
      return points;
    },
    dispose: () => {
      engine.dispose();
      for (const { run } of seeds.values()) run.dispose();
      seeds.clear();
      finished.clear();
    },
  };
}

interface SeparateRun {
  readonly run: SeedRun;
  /** Has to come before training at the threshold. */
  readonly count: (threshold: number) => Generator<Progress, SeparateGraph>;
}

const COMPARING = "Comparing images and texts";

/** @throws RangeError for a seed that the problem does not hold; StudioError graph/too-many-nodes */
function createSeparateRun(
  { separate, featureScale, means }: SeparateProblem,
  runSeed: number,
  kernels: MatrixKernels,
): SeparateRun {
  const nodes = means.runs.find((run) => run.runSeed === runSeed);
  if (nodes === undefined) throw new RangeError(`no run of seed ${runSeed}`);
  const blocks = loadSeparate(kernels, separate, nodes.example);
  let counted: (SeparateGraph & { readonly threshold: number }) | null = null;
  let rows: AggregatedRows | null = null;
  const graphAt = (threshold: number): SeparateGraph => {
    if (counted?.threshold !== threshold) throw new TypeError("the graph was not counted");
    return counted;
  };
  const run = seedRunOn(means, nodes, blocks, {
    graph: (threshold) => ({
      statistics: graphAt(threshold).statistics,
      adjacency: null,
      aggregated: (samples) => {
        if (rows === null) throw new TypeError("the graph was not prepared");
        return pairedRows(rows, widthOf(blocks), samples, featureScale);
      },
    }),
    prepare: function* (threshold) {
      const { degrees } = graphAt(threshold);
      const making = aggregateSeparate(blocks, nodes, separate.modalityWeight, threshold, degrees);
      rows = yield* withProgress(making, COMPARING, knownSamples(nodes));
    },
    forget: () => {
      rows = null;
    },
  });
  return {
    run,
    count: function* (threshold) {
      const counting = countSeparate(blocks, nodes, threshold);
      const graph = yield* withProgress(counting, COMPARING, 2 * senderCount(nodes));
      counted = { ...graph, threshold };
      return graph;
    },
  };
}

function widthOf({ image, text }: SeparateBlocks): number {
  return image.width + text.width;
}

/** Both rows of each sample, times s. */
function pairedRows(
  { values, ones }: AggregatedRows,
  width: number,
  samples: Int32Array,
  scale: number,
): { readonly aggregated: Float32Array; readonly ones: Float32Array } {
  const aggregated = gatherRows(values, 2 * width, samples);
  for (let i = 0; i < aggregated.length; i++) aggregated[i]! *= scale;
  return { aggregated, ones: gatherRows(ones, 2, samples) };
}
