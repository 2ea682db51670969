/** The curve of a sweep as the accuracy strip draws it. */

import type { AccuracyCurve } from "../../pipeline/evaluation/accuracy-curve.ts";
import type { AccuracyStripInput, BaselineInput } from "./accuracy-strip-layout.ts";
import type { CurveSituation } from "./accuracy-captions.ts";

const EMPTY: AccuracyStripInput = {
  validation: [],
  test: [],
  runs: [],
  baselines: [],
  bestThreshold: null,
};

/** τ* is marked once the sweep is over: until then the best so far is nobody's choice. */
export function accuracyInput(
  curve: AccuracyCurve | null,
  situation: CurveSituation | null,
): AccuracyStripInput {
  if (curve === null || situation === null) return EMPTY;
  const { sweep, test, running } = situation;
  return {
    validation: curve.points.map(({ threshold, validation }) => ({
      threshold,
      summary: validation,
    })),
    test: (test?.curve ?? []).map(({ threshold, test: summary }) => ({ threshold, summary })),
    runs: sweep.points.map(({ threshold, validationAccuracy }) => ({
      threshold,
      accuracy: validationAccuracy,
    })),
    baselines: baselines(curve, situation),
    bestThreshold: running ? null : (curve.best?.displayThreshold ?? null),
  };
}

function baselines(curve: AccuracyCurve, { test }: CurveSituation): readonly BaselineInput[] {
  const found: BaselineInput[] = [];
  // After the reveal the lines are test accuracies, as the curve that they are read against.
  const probe = test === null ? curve.linearProbe : test.linearProbe;
  const bottleneck = test === null ? curve.bottleneckAdapter : test.bottleneckAdapter;
  const part = test === null ? [] : ["on test"];
  if (probe !== null) {
    found.push({ key: "linear-probe", lines: ["linear probe", ...part], summary: probe });
  }
  if (bottleneck !== null) {
    const lines = ["bottleneck", "adapter", ...part];
    found.push({ key: "bottleneck-adapter", lines, summary: bottleneck });
  }
  if (test !== null) {
    found.push({ key: "oracle", lines: ["best on test"], summary: test.oracle });
  }
  return found;
}
