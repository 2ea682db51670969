/** The largest job that the product promises: 30,000 nodes ranked and one run trained. Node reads the memory of the process meanwhile. */

import { createCancelToken } from "../../src/pipeline/cancel-token.ts";
import { createGraphService } from "../../src/platform/workers/graph-client.ts";
import { createTrainingService } from "../../src/platform/workers/training-client.ts";
import { DEFAULT_ADAPTER } from "../../src/studio/slices/adapter.ts";
import { DEFAULT_PAIR_BUDGET } from "../../src/studio/slices/graph.ts";
import { DEFAULT_TRAINING } from "../../src/studio/slices/training.ts";
import { labelledFeatures } from "./labelled-features.ts";
import { syntheticRows } from "./synthetic-rows.ts";

const NEVER = createCancelToken().token;

export interface PeakTimes {
  readonly rankingSeconds: number;
  readonly trainingSeconds: number;
  readonly pairs: number;
}

export async function measurePeak(count: number, dimension: number): Promise<PeakTimes> {
  const { features, nodes } = labelledFeatures(syntheticRows(count, dimension, 50));
  const run = nodes(1, "transductive");
  const start = performance.now();
  const { ranked } = await createGraphService().rank(
    features,
    run,
    DEFAULT_PAIR_BUDGET,
    () => undefined,
    NEVER,
  );
  const rankedAt = performance.now();
  const training = createTrainingService({ processors: 1, forcedBackend: null });
  await training.prepare({
    features,
    featureScale: 10,
    pairBudget: DEFAULT_PAIR_BUDGET,
    runs: [run],
    adapter: DEFAULT_ADAPTER,
    training: { ...DEFAULT_TRAINING, runSeeds: [1] },
  });
  const threshold = ranked.similarity[count * 8] ?? Number.NaN;
  await training.trainRuns([1], threshold, () => undefined, NEVER, false);
  return {
    rankingSeconds: (rankedAt - start) / 1000,
    trainingSeconds: (performance.now() - rankedAt) / 1000,
    pairs: ranked.similarity.length,
  };
}
