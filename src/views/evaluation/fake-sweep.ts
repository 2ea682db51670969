/** A small finished sweep for tests: two seeds, one threshold and the graph without edges. */

import type { RunPoint, SweepRecord, SweepSettings } from "../../pipeline/artifacts.ts";
import { DEFAULT_ADAPTER } from "../../studio/slices/adapter.ts";
import { DEFAULT_FEATURES } from "../../studio/slices/embeddings.ts";
import { DEFAULT_TRAINING } from "../../studio/slices/training.ts";

const SETTINGS: SweepSettings = {
  splitSeed: 3,
  features: DEFAULT_FEATURES,
  scope: "inductive",
  adapter: DEFAULT_ADAPTER,
  training: { ...DEFAULT_TRAINING, runSeeds: [1, 2] },
  thresholdCount: 2,
  pairBudget: 2_000_000,
};

export function fakeSweep(key: string, settings: SweepSettings = SETTINGS): SweepRecord {
  return {
    key,
    settings,
    thresholds: [0.25, 1.01],
    points: [
      fakeRun(2, 1.01, 0.5),
      fakeRun(1, 1.01, 0.5),
      fakeRun(2, 0.25, 0.8),
      fakeRun(1, 0.25, 0.7),
    ],
    linearProbes: settings.training.runSeeds.map((runSeed) => ({
      runSeed,
      log10InverseStrength: 0,
      validationAccuracy: 0.75,
      testPredictions: [0, 1, 1, 0],
    })),
    origin: "computed",
    testRevealed: false,
    compute: null,
  };
}

/** Predicts the four test images as [0, 1, 1, 1]. */
function fakeRun(runSeed: number, threshold: number, validationAccuracy: number): RunPoint {
  return {
    runSeed,
    threshold,
    statistics: {
      threshold,
      edges: 3,
      meanDegree: 1.5,
      isolated: 0.25,
      homophily: 1,
      adjustedHomophily: 1,
      components: 2,
      exact: true,
    },
    keptEpoch: 9,
    validationAccuracy,
    validationLoss: 0.6,
    validationPredictions: [0, 1],
    testPredictions: [0, 1, 1, 1],
    trainLosses: [1, 0.5],
    seconds: 1,
  };
}
