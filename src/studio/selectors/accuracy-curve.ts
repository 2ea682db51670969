/** The curve of the shown sweep, and its test accuracy once that is revealed. */

import {
  accuracyCurve,
  testResult,
  type AccuracyCurve,
  type TestResult,
} from "../../pipeline/evaluation/accuracy-curve.ts";
import { memoise } from "./memoise.ts";
import { selectDataset, selectShownSplit } from "./pools.ts";
import { selectSweepIsStale } from "./sweep-key.ts";

export const selectCurve = memoise(
  (state) => [state.evaluation.sweep],
  (sweep): AccuracyCurve | null =>
    sweep === null
      ? null
      : accuracyCurve(sweep.points, sweep.linearProbes, sweep.settings.training.runSeeds),
);

/** Null while test is covered: before the reveal, while a sweep runs, and after any setting changed. */
export const selectTestResult = memoise(
  (state) => [
    state.evaluation.sweep,
    state.evaluation.revealedKey,
    selectSweepIsStale(state) || state.evaluation.run.status === "running",
    selectDataset(state),
    selectShownSplit(state),
  ],
  (sweep, revealedKey, covered, dataset, split): TestResult | null => {
    if (sweep === null || dataset === null || split === null) return null;
    if (sweep.key !== revealedKey || covered) return null;
    const labels = [...split.test].map((example) => dataset.examples[example]?.label ?? null);
    const known = labels.filter((label) => label !== null);
    if (known.length < labels.length) throw new RangeError("a test image carries no label");
    return testResult(sweep.points, sweep.linearProbes, sweep.settings.training.runSeeds, known);
  },
);
