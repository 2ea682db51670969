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
  if (curve.linearProbe !== null) {
    found.push({ key: "linear-probe", lines: ["linear probe"], summary: curve.linearProbe });
  }
  if (curve.bottleneckAdapter !== null) {
    found.push({
      key: "bottleneck-adapter",
      lines: ["bottleneck", "adapter"],
      summary: curve.bottleneckAdapter,
    });
  }
  if (test !== null) {
    found.push({ key: "oracle", lines: ["best on test"], summary: test.oracle });
  }
  return found;
}
