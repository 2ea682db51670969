/** Pixels of the histogram strip: same-class pairs upwards, cross-class pairs downwards, each as a share of its own kind. */

import type { SimilarityHistogram } from "../../pipeline/graph/similarity-histogram.ts";
import type { AxisFrame, ThresholdScale } from "./axis-frame-layout.ts";

export interface HistogramBar {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
}

export interface HistogramStripLayout {
  /** The line between the two kinds. */
  readonly zero: number;
  readonly same: readonly HistogramBar[];
  readonly cross: readonly HistogramBar[];
  /** Share of its kind that the tallest bar stands for. */
  readonly tallest: number;
  readonly tallestWords: string;
}

/** There are many times more cross-class pairs than same-class pairs, so counts on one scale would hide the smaller kind. */
export function histogramStrip(
  { edges, sameClass, crossClass }: SimilarityHistogram,
  frame: AxisFrame,
  scale: ThresholdScale,
): HistogramStripLayout {
  const same = shares(sameClass);
  const cross = shares(crossClass);
  const tallest = Math.max(...same, ...cross, 0);
  const zero = (frame.histogram.top + frame.histogram.bottom) / 2;
  const half = zero - frame.histogram.top;
  const bars = (values: readonly number[], direction: -1 | 1): readonly HistogramBar[] =>
    values.flatMap((share, bin) => {
      const from = edges[bin];
      const to = edges[bin + 1];
      if (from === undefined || to === undefined || share === 0) return [];
      const x = scale.x(from);
      const width = scale.x(to) - x;
      if (width <= 0) return [];
      const height = (share / tallest) * half;
      return [{ x, width, y: direction < 0 ? zero - height : zero, height }];
    });
  return {
    zero,
    same: bars(same, -1),
    cross: bars(cross, 1),
    tallest,
    tallestWords: `${(tallest * 100).toFixed(tallest < 0.1 ? 1 : 0)}\u00a0%`,
  };
}

function shares(counts: Uint32Array): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? [] : Array.from(counts, (count) => count / total);
}
