/** Ticks under the strips: thresholds, and the mean degree that each place on the axis has. */

import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import type { AxisFrame, ThresholdScale } from "./axis-frame-layout.ts";

interface AxisTick {
  readonly x: number;
  readonly text: string;
}

export interface ThresholdScaleLayout {
  readonly thresholds: readonly AxisTick[];
  readonly degrees: readonly AxisTick[];
}

const ROUND = [1, 2, 5];

export function thresholdTicks(
  samples: readonly GraphStatistics[],
  frame: AxisFrame,
  scale: ThresholdScale,
): ThresholdScaleLayout {
  const room = frame.plotRight - frame.plotLeft;
  const thresholds = scale.linear
    .ticks(Math.max(2, Math.floor(room / (4 * frame.em))))
    .map((value) => ({
      x: scale.x(value),
      text: String(Math.round(value * 100) / 100).replace("-", "\u2212"),
    }));
  return { thresholds, degrees: degreeTicks(samples, frame, scale) };
}

/** Round degrees from the densest graph to the emptiest; one that would touch its neighbour or an end's words is left out. */
function degreeTicks(
  samples: readonly GraphStatistics[],
  frame: AxisFrame,
  scale: ThresholdScale,
): readonly AxisTick[] {
  const width = (text: string): number => 0.6 * text.length * frame.em;
  const ends = 4.4 * frame.em;
  let free = frame.plotLeft + ends;
  const ticks: AxisTick[] = [];
  for (const degree of roundDegrees(samples)) {
    const threshold = thresholdOfDegree(samples, degree);
    if (threshold === null) continue;
    const text = String(degree);
    const x = scale.x(threshold);
    const half = width(text) / 2;
    if (x - half < free || x + half > frame.plotRight - ends) continue;
    ticks.push({ x, text });
    free = x + half + 0.8 * frame.em;
  }
  return ticks;
}

function roundDegrees(samples: readonly GraphStatistics[]): readonly number[] {
  const densest = samples[0]?.meanDegree ?? 0;
  if (densest <= 0) return [];
  const degrees: number[] = [];
  for (let decade = Math.floor(Math.log10(densest)); decade >= -1; decade -= 1) {
    for (const digit of ROUND.toReversed()) {
      const degree = Number((digit * 10 ** decade).toPrecision(1));
      if (degree <= densest) degrees.push(degree);
    }
  }
  return degrees;
}

/**
 * Threshold at which mean degree falls to `degree`, between two samples by linear interpolation; null outside the samples.
 * @param samples ascending by threshold, so that mean degree never rises
 */
export function thresholdOfDegree(
  samples: readonly GraphStatistics[],
  degree: number,
): number | null {
  const after = samples.findIndex(({ meanDegree }) => meanDegree <= degree);
  const right = samples[after];
  if (right === undefined) return null;
  const left = samples[after - 1];
  if (left === undefined) return right.meanDegree === degree ? right.threshold : null;
  const share = (left.meanDegree - degree) / (left.meanDegree - right.meanDegree);
  return left.threshold + share * (right.threshold - left.threshold);
}
