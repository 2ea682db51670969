/** The accuracy curve as plain numbers: what the page, `npm run try` and `npm run sweep` print of it. Accuracies are fractions. */

import type { SeedSummary } from "../pipeline/artifacts.ts";
import type { AccuracyCurve, TestResult } from "../pipeline/evaluation/accuracy-curve.ts";

interface CurveEntry {
  readonly threshold: number;
  readonly meanDegree: number;
  readonly isolated: number;
  readonly homophily: number | null;
  readonly adjustedHomophily: number | null;
  readonly validation: SeedSummary;
  /** Null while test is covered. */
  readonly test: SeedSummary | null;
}

interface MethodEntry {
  readonly validation: SeedSummary | null;
  readonly test: SeedSummary | null;
}

export interface CurveReport {
  readonly curve: readonly CurveEntry[];
  readonly best:
    | (MethodEntry & {
        readonly thresholds: readonly number[];
        readonly displayThreshold: number;
        readonly optimism: number | null;
      })
    | null;
  readonly linearProbe: MethodEntry;
  readonly bottleneckAdapter: MethodEntry;
}

/** @param curve null before there is one @param test null while it is covered */
export function curveReport(curve: AccuracyCurve | null, test: TestResult | null): CurveReport {
  return {
    curve: (curve?.points ?? []).map((point) => ({
      ...point,
      test: test?.curve.find(({ threshold }) => threshold === point.threshold)?.test ?? null,
    })),
    best:
      curve?.best == null
        ? null
        : { ...curve.best, test: test?.atBest ?? null, optimism: test?.optimism ?? null },
    linearProbe: { validation: curve?.linearProbe ?? null, test: test?.linearProbe ?? null },
    bottleneckAdapter: {
      validation: curve?.bottleneckAdapter ?? null,
      test: test?.bottleneckAdapter ?? null,
    },
  };
}
