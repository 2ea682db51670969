/** A ranked graph and a sweep on the data set of a fake studio, for tests of the graph and the axis. */

import type { RunPoint, SweepRecord } from "../../pipeline/artifacts.ts";
import { createGraphStatistics } from "../../pipeline/graph/graph-statistics.ts";
import { pairPrefixes } from "../../pipeline/graph/pair-prefixes.ts";
import { rankTriangle } from "../../pipeline/graph/ranked-pairs.ts";
import { selectDataset, selectRuns, selectShownSplit } from "../../studio/selectors/pools.ts";
import { selectSweepKey, selectSweepSettings } from "../../studio/selectors/sweep-key.ts";
import { selectShownGraph } from "../../studio/selectors/threshold-axis.ts";
import { DEFAULT_PAIR_BUDGET } from "../../studio/slices/graph.ts";
import type { Studio } from "../../studio/store.ts";

/** Same-class pairs at 0.6 and above, cross-class pairs at 0.2 and above, no two alike; nodes on a circle. */
export function showGraph(
  studio: Studio,
  threshold: number,
  pairBudget = DEFAULT_PAIR_BUDGET,
): void {
  const dataset = selectDataset(studio.getState());
  const nodes = selectRuns(studio.getState())[0];
  if (dataset === null || nodes === undefined) throw new TypeError("load a data set first");
  const count = dataset.examples.length;
  const similarity: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const same = dataset.examples[i]?.label === dataset.examples[j]?.label;
      similarity.push((same ? 0.6 : 0.2) + similarity.length / 10_000);
    }
  }
  const similarities = { count, values: Float32Array.from(similarity) };
  const ranked = rankTriangle(similarities, nodes, pairBudget);
  const angle = (i: number): number => (2 * Math.PI * i) / count;
  studio.getState().patchGraph({
    run: {
      status: "ready",
      artifact: {
        splitSeed: studio.getState().dataset.splitSeed,
        features: null,
        ranked,
        prefixes: pairPrefixes(ranked),
        preview: null,
      },
      madeFrom: "",
    },
    positions: Float32Array.from({ length: 2 * count }, (_, k) =>
      k % 2 === 0 ? Math.cos(angle(k / 2)) : Math.sin(angle((k - 1) / 2)),
    ),
    positionsKind: "principal components",
    threshold,
  });
}

/** A finished sweep of one seed that predicts class 0 everywhere, at three thresholds with the given validation accuracies. */
export function showSweep(
  studio: Studio,
  accuracies: readonly [number, number, number],
): SweepRecord {
  const { patchTraining, training, patchEvaluation } = studio.getState();
  patchTraining({ settings: { ...training.settings, runSeeds: [1] } });
  const state = studio.getState();
  const graph = selectShownGraph(state);
  const split = selectShownSplit(state);
  if (graph === null || split === null) throw new TypeError("show a graph first");
  const statisticsAt = createGraphStatistics(graph.ranked, graph.prefixes);
  const thresholds = [-1.01, 0.4, 1.01];
  const points = accuracies.map((validationAccuracy, i): RunPoint => {
    const threshold = thresholds[i] ?? Number.NaN;
    return {
      runSeed: 1,
      threshold,
      statistics: statisticsAt(threshold),
      keptEpoch: 1,
      validationAccuracy,
      validationLoss: 1,
      validationPredictions: [...split.validation].map(() => 0),
      testPredictions: [...split.test].map(() => 0),
      trainLosses: [1],
      seconds: 1,
    };
  });
  const sweep: SweepRecord = {
    key: selectSweepKey(state),
    settings: selectSweepSettings(state),
    thresholds,
    points,
    linearProbes: [
      {
        runSeed: 1,
        log10InverseStrength: 0,
        validationAccuracy: 0.625,
        testPredictions: [...split.test].map(() => 0),
      },
    ],
    origin: "computed",
    testRevealed: false,
    compute: null,
  };
  patchEvaluation({ sweep });
  return sweep;
}
