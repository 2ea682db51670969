/** What the diagnostics show that follows from the store at once. */

import {
  crossClassPairs,
  type CrossClassPair,
} from "../../pipeline/evaluation/cross-class-pairs.ts";
import {
  captionsNamingTheirClass,
  captionsWithoutLabels,
  centredOnTrain,
  choiceOnValidation,
  graphWithinScope,
  hiddenTestLabels,
  noCopiesOfTest,
  seededDraw,
  type LeakageCheck,
} from "../../pipeline/evaluation/leakage-checks.ts";
import type { RunNodes, RunPoint } from "../../pipeline/artifacts.ts";
import { drawPools } from "../../pipeline/dataset/split.ts";
import {
  crossSplitDuplicates,
  type CrossSplitDuplicate,
} from "../../pipeline/graph/near-duplicates.ts";
import type { GraphArtifact } from "../slices/graph.ts";
import { readyArtifact } from "../stage-run.ts";
import type { StudioState } from "../store.ts";
import { selectCurve, selectTestResult } from "./accuracy-curve.ts";
import { memoise } from "./memoise.ts";
import { selectNodeMarks } from "./node-marks.ts";
import { selectDataset, selectPools, selectRuns, selectRunSplits } from "./pools.ts";
import { selectGraphKey, selectSweepIsStale, selectSweepKey } from "./sweep-key.ts";
import { selectRankedPairs } from "./threshold-axis.ts";

/** As many as fit a look. */
const MOST_CROSS_CLASS_PAIRS = 10;

export const selectCrossClassPairs = memoise(
  (state) => [selectRankedPairs(state)],
  (ranked): readonly CrossClassPair[] =>
    ranked === null ? [] : crossClassPairs(ranked, MOST_CROSS_CLASS_PAIRS),
);

/** The training and validation images that almost equal a test image, whether they are dropped or not; null until they have been searched for. */
export const selectCrossSplitDuplicates = memoise(
  (state) => [selectDataset(state), state.dataset.splitSeed, state.dataset.nearDuplicates],
  (dataset, splitSeed, near): readonly CrossSplitDuplicate[] | null =>
    dataset === null || near === null
      ? null
      : crossSplitDuplicates(near, drawPools(dataset, splitSeed).pool),
);

export const selectCaptionsNamingTheirClass = memoise(
  (state) => [state.captions.captions, selectDataset(state), selectPools(state)],
  (captions, dataset, pools): readonly number[] =>
    dataset === null ? [] : captionsNamingTheirClass(captions, dataset, pools),
);

const NO_POINTS: readonly RunPoint[] = [];

/** Runs of the current sweep, with the one that a rest of τ trained; none of other settings. */
export const selectTrainedPoints = memoise(
  (state) => [state.evaluation.sweep, state.evaluation.livePoint, selectSweepKey(state)],
  (sweep, live, key): readonly RunPoint[] => [
    ...(sweep?.key === key ? sweep.points : NO_POINTS),
    ...(live?.key === key ? [live.point] : []),
  ],
);

/** What predictions are compared with, a seed at a time. */
interface SeedLabels {
  readonly runSeed: number;
  /** In the order of the predictions. */
  readonly validation: readonly number[];
  /** Null while test is covered. */
  readonly test: readonly number[] | null;
}

export const selectSeedLabels = memoise(
  (state) => [selectDataset(state), selectRunSplits(state), selectTestResult(state) !== null],
  (dataset, splits, revealed): readonly SeedLabels[] => {
    const labelsOf = (examples: Int32Array): number[] =>
      [...examples].flatMap((example) => dataset?.examples[example]?.label ?? []);
    return splits.map(({ runSeed, validation, test }) => ({
      runSeed,
      validation: labelsOf(validation),
      test: revealed ? labelsOf(test) : null,
    }));
  },
);

/** The graph of the current settings; null while another is shown. */
function currentGraph(state: StudioState): GraphArtifact | null {
  const { run } = state.graph;
  return run.status === "ready" && run.madeFrom === selectGraphKey(state) ? run.artifact : null;
}

/** The nodes that the graph was made of stand before those that the current split gives for the other seeds. */
const selectUsedRuns = memoise(
  (state) => [currentGraph(state)?.ranked.nodes ?? null, selectRuns(state)],
  (shown, runs): readonly RunNodes[] =>
    shown === null ? runs : [shown, ...runs.filter(({ runSeed }) => runSeed !== shown.runSeed)],
);

const selectChoiceCheck = memoise(
  (state) => [
    selectSweepIsStale(state) ? null : state.evaluation.sweep,
    selectCurve(state),
    selectRuns(state),
  ],
  (sweep, curve, runs): LeakageCheck =>
    choiceOnValidation(sweep?.points ?? NO_POINTS, runs, curve?.best?.thresholds ?? null),
);

const selectLabelCheck = memoise(
  (state) => [
    selectUsedRuns(state),
    selectPools(state),
    selectNodeMarks(state),
    selectTestResult(state) !== null,
  ],
  (runs, pools, marks, revealed): LeakageCheck =>
    hiddenTestLabels(runs, pools, revealed ? null : marks.map(({ ownClass }) => ownClass)),
);

const selectCentringCheck = memoise(
  (state) => [
    readyArtifact(state.embeddings.run),
    state.embeddings.settings,
    selectPools(state),
    currentGraph(state)?.features ?? null,
  ],
  centredOnTrain,
);

const selectGraphCheck = memoise((state) => [selectRankedPairs(state)], graphWithinScope);

const selectDrawCheck = memoise(
  (state) => [
    selectDataset(state),
    selectPools(state),
    selectUsedRuns(state),
    state.training.settings.shots,
  ],
  seededDraw,
);

const selectCopyCheck = memoise(
  (state) => [selectDataset(state), selectPools(state), state.dataset.nearDuplicates],
  noCopiesOfTest,
);

const selectCaptionCheck = memoise(
  (state) => [state.captions.captions, selectDataset(state), selectPools(state)],
  (captions, dataset, pools): LeakageCheck | null =>
    dataset === null ? null : captionsWithoutLabels(captions, dataset, pools),
);

/** The check-list of ganet.md section 9 on what is loaded now, in its order; empty without data. */
export const selectLeakageChecks = memoise(
  (state) => [
    selectLabelCheck(state),
    selectGraphCheck(state),
    selectCaptionCheck(state),
    selectChoiceCheck(state),
    selectDrawCheck(state),
    selectCopyCheck(state),
    selectCentringCheck(state),
  ],
  (...checks): readonly LeakageCheck[] =>
    checks.includes(null) ? [] : checks.filter((check) => check !== null),
);
