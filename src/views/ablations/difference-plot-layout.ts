/** Pixels of the paired differences to the reference: a row a variant, a dot for the mean, a line for its 95 % interval. */

import { scaleLinear } from "d3-scale";

export interface DifferenceRow {
  readonly name: string;
  /** Fractions; null where no seed has both runs. */
  readonly mean: number | null;
  readonly interval: readonly [number, number] | null;
}

export interface DifferencePlotLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  /** x of no difference */
  readonly zero: number;
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
  readonly rows: readonly {
    readonly name: string;
    readonly y: number;
    readonly mean: number | null;
    readonly interval: readonly [number, number] | null;
  }[];
}

const MARGIN = { top: 8, right: 24, bottom: 24, left: 190 };
const ROW_HEIGHT = 24;
/** Differences of less than a point do not fill the plot. */
const SMALLEST_REACH = 0.01;

/** Symmetric about 0, so that a loss and a gain of the same size look the same. */
export function differencePlotLayout(
  rows: readonly DifferenceRow[],
  width: number,
): DifferencePlotLayout {
  const values = rows.flatMap(({ mean, interval }) => [mean ?? 0, ...(interval ?? [])]);
  const reach = Math.max(SMALLEST_REACH, ...values.map(Math.abs));
  const right = Math.max(MARGIN.left + 80, width - MARGIN.right);
  const x = scaleLinear([-reach, reach], [MARGIN.left, right]).nice(6);
  const bottom = MARGIN.top + rows.length * ROW_HEIGHT;
  return {
    width,
    height: bottom + MARGIN.bottom,
    left: MARGIN.left,
    right,
    bottom,
    zero: x(0),
    ticks: x.ticks(6).map((value) => ({ x: x(value), text: pointsText(value) })),
    rows: rows.map(({ name, mean, interval }, i) => ({
      name,
      y: MARGIN.top + (i + 0.5) * ROW_HEIGHT,
      mean: mean === null ? null : x(mean),
      interval: interval && [x(interval[0]), x(interval[1])],
    })),
  };
}

/** 0.05 -> "+5" */
function pointsText(value: number): string {
  const points = Number((100 * value).toFixed(1));
  return points > 0 ? `+${points}` : String(points).replace("-", "\u2212");
}
