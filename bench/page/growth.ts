/** One graph and one training point at a growing number of nodes and a fixed mean degree. */

import { gatherRows } from "../../src/numeric/gather-rows.ts";
import type { SweepProblem } from "../../src/pipeline/evaluation/seed-run.ts";
import { createGraphService } from "../../src/platform/workers/graph-client.ts";
import { createCancelToken } from "../../src/pipeline/cancel-token.ts";
import { DEFAULT_ADAPTER } from "../../src/studio/slices/adapter.ts";
import { DEFAULT_TRAINING } from "../../src/studio/slices/training.ts";
import { labelledFeatures } from "./labelled-features.ts";
import { measureInWorker } from "./measure-client.ts";
import { syntheticRows } from "./synthetic-rows.ts";

const DIMENSION = 512;
const CLASSES = 20;
const MEAN_DEGREE = 16;

export interface GrowthPoint {
  readonly nodes: number;
  readonly trainingNodes: number;
  readonly edges: number;
  readonly backend: string;
  readonly rankingSeconds: number;
  /** Â X, 150 epochs and the predictions of one point whose pairs are ranked already. */
  readonly pointSeconds: number;
}

/** Transductive, so that Â X grows with all nodes; a fixed share of the nodes trains. */
export async function measureGrowth(count: number, repeats: number): Promise<GrowthPoint> {
  const { features, nodes } = labelledFeatures(syntheticRows(count, DIMENSION, CLASSES), "all");
  const run = nodes(1, "transductive");
  const pairBudget = 2 * MEAN_DEGREE * count;
  const rows = gatherRows(features.values, features.dimension, run.example);
  const ranking = await measureInWorker((worker) =>
    worker.rank(rows, features.dimension, run, pairBudget, repeats),
  );
  const { ranked } = await createGraphService().rank(
    features,
    run,
    pairBudget,
    () => undefined,
    createCancelToken().token,
  );
  const problem: SweepProblem = {
    features,
    featureScale: 10,
    pairBudget,
    runs: [run],
    adapter: DEFAULT_ADAPTER,
    training: { ...DEFAULT_TRAINING, runSeeds: [1] },
  };
  const edges = (MEAN_DEGREE * count) / 2;
  const thresholds = Array.from(
    { length: repeats + 1 },
    (_, i) => ranked.similarity[edges + i * CLASSES] ?? Number.NaN,
  );
  const point = await measureInWorker((worker) => worker.trainPoints(problem, thresholds));
  return {
    nodes: count,
    trainingNodes: run.part.filter((part) => part === 0).length,
    edges: point.edges,
    backend: point.backend,
    rankingSeconds: Math.min(...ranking.seconds),
    pointSeconds: point.nextSeconds,
  };
}
