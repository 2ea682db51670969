/** Pixels of a small plot: accuracies, or their differences, against tasks or a strength, with a bar of one sample deviation each way. */

import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import type { SeedSummary } from "../../pipeline/artifacts.ts";

interface PlotPoint {
  readonly x: number;
  readonly y: SeedSummary;
}

export interface PlotSeries {
  readonly name: string;
  readonly points: readonly PlotPoint[];
}

export interface LinePlotLayout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly xTicks: readonly { readonly x: number; readonly value: number }[];
  readonly yTicks: readonly { readonly y: number; readonly value: number }[];
  readonly series: readonly {
    readonly name: string;
    readonly path: string;
    readonly marks: readonly {
      readonly x: number;
      readonly y: number;
      /** Ends of the bar; both y without a deviation. */
      readonly low: number;
      readonly high: number;
    }[];
  }[];
}

const MARGIN = { top: 8, right: 12, bottom: 34, left: 40 };

/**
 * @param xScale `tasks` has a tick for each whole number, `log` one for each decade
 * @param yRange what the axis shows at least, in fractions
 */
export function linePlotLayout(
  series: readonly PlotSeries[],
  xScale: "tasks" | "log",
  yRange: readonly [number, number],
  size: { readonly width: number; readonly height: number },
): LinePlotLayout {
  const points = series.flatMap((each) => each.points);
  const [left, right] = [MARGIN.left, size.width - MARGIN.right];
  const bottom = size.height - MARGIN.bottom;
  const xs = points.map(({ x }) => x);
  const x =
    xScale === "log"
      ? scaleLog(paddedDecades(xs), [left, right])
      : scaleLinear([1, Math.max(2, ...xs)], [left, right]);
  const ends = points.flatMap(({ y: { mean, sd } }) => [mean - (sd ?? 0), mean + (sd ?? 0)]);
  const clipped = ends.map((end) => Math.min(1, Math.max(-1, end)));
  const y = scaleLinear(
    [Math.min(yRange[0], ...clipped), Math.max(yRange[1], ...clipped)],
    [bottom, MARGIN.top],
  ).nice(4);
  const path = line<PlotPoint>()
    .x((point) => x(point.x))
    .y((point) => y(point.y.mean));
  return {
    left,
    right,
    top: MARGIN.top,
    bottom,
    xTicks: xTicks(xs, xScale).map((value) => ({ x: x(value), value })),
    yTicks: y.ticks(4).map((value) => ({ y: y(value), value })),
    series: series.map(({ name, points: own }) => {
      const sorted = own.toSorted((a, b) => a.x - b.x);
      return {
        name,
        path: path(sorted) ?? "",
        marks: sorted.map(({ x: at, y: { mean, sd } }) => ({
          x: x(at),
          y: y(mean),
          low: y(Math.max(-1, mean - (sd ?? 0))),
          high: y(Math.min(1, mean + (sd ?? 0))),
        })),
      };
    }),
  };
}

/** Whole decades around the values. */
function paddedDecades(values: readonly number[]): [number, number] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return [10 ** low, 10 ** Math.max(high, low + 1)];
}

function xTicks(values: readonly number[], xScale: "tasks" | "log"): readonly number[] {
  if (xScale === "tasks") {
    return Array.from({ length: Math.max(2, ...values) }, (_, i) => i + 1);
  }
  const [low, high] = paddedDecades(values).map((end) => Math.round(Math.log10(end)));
  if (low === undefined || high === undefined) return [];
  return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
}
