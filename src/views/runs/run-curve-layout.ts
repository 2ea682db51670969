/** Pixels of validation accuracy against τ, for one sweep or two. */

import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { SweepRecord } from "../../pipeline/artifacts.ts";
import { accuracyCurve } from "../../pipeline/evaluation/accuracy-curve.ts";
import { percentNumber } from "../format/percent.ts";
import { thresholdWords } from "../threshold-axis/threshold-words.ts";

export interface RunCurvePoint {
  readonly threshold: number;
  readonly accuracy: number;
}

export interface RunCurveLayout {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly yTicks: readonly { readonly y: number; readonly text: string }[];
  readonly xTicks: readonly { readonly x: number; readonly text: string }[];
  readonly paths: readonly string[];
}

const MARGIN = { top: 8, right: 8, bottom: 22, left: 40 };

/** Mean validation accuracy at each threshold that every seed has reached, ascending. */
export function runCurve({
  points,
  linearProbes,
  settings,
}: SweepRecord): readonly RunCurvePoint[] {
  const curve = accuracyCurve(points, linearProbes, settings.training.runSeeds);
  return curve.points.map(({ threshold, validation }) => ({
    threshold,
    accuracy: validation.mean,
  }));
}

/** The ends of the grid ("all pairs", "no edges") stand at the ends of the axis, whatever the thresholds between them. */
export function runCurveLayout(
  curves: readonly (readonly RunCurvePoint[])[],
  size: { readonly width: number; readonly height: number },
): RunCurveLayout {
  const all = curves.flat();
  const inner = all
    .map(({ threshold }) => threshold)
    .filter((threshold) => Math.abs(threshold) < 1);
  const lowest = inner.length === 0 ? -1 : Math.min(...inner);
  const highest = inner.length === 0 ? 1 : Math.max(...inner);
  const margin = Math.max(0.02, (highest - lowest) / 12);
  const ends = { low: lowest - margin, high: highest + margin };
  const right = size.width - MARGIN.right;
  const bottom = size.height - MARGIN.bottom;
  const x = scaleLinear([ends.low, ends.high], [MARGIN.left, right]).clamp(true);
  const accuracies = all.map(({ accuracy }) => accuracy);
  const range =
    accuracies.length === 0 ? [0, 1] : [Math.min(...accuracies), Math.max(...accuracies)];
  const y = scaleLinear(range, [bottom, MARGIN.top]).nice(4);
  const path = line<RunCurvePoint>()
    .x(({ threshold }) => x(threshold))
    .y(({ accuracy }) => y(accuracy));
  return {
    left: MARGIN.left,
    right,
    bottom,
    yTicks: y.ticks(4).map((value) => ({ y: y(value), text: `${percentNumber(value, 0)} %` })),
    xTicks: [
      { x: MARGIN.left, text: thresholdWords(-1) },
      ...(inner.length === 0
        ? []
        : [{ x: (MARGIN.left + right) / 2, text: `τ ${thresholdWords((lowest + highest) / 2)}` }]),
      { x: right, text: thresholdWords(1) },
    ],
    paths: curves.map((curve) => path(curve) ?? ""),
  };
}
