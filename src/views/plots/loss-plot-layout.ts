/** Pixels of a loss curve: cross-entropy against the epoch. */

import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";

export interface LossSeries {
  readonly name: "train" | "validation";
  /** One entry an epoch, from the first. */
  readonly losses: readonly number[];
}

export interface LossPlotLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly yTicks: readonly { readonly y: number; readonly text: string }[];
  readonly xTicks: readonly { readonly x: number; readonly text: string }[];
  readonly curves: readonly {
    readonly name: LossSeries["name"];
    readonly path: string;
    /** Where the curve ends; its name stands there. */
    readonly end: { readonly x: number; readonly y: number };
  }[];
}

const MARGIN = { top: 8, right: 66, bottom: 22, left: 36 };
/** Names of two curves that end together stay readable at this distance. */
const NAME_HEIGHT = 13;

/**
 * @param epochs the whole run, so that a curve in progress grows into its place instead of being rescaled
 */
export function lossPlotLayout(
  series: readonly LossSeries[],
  epochs: number,
  size: { readonly width: number; readonly height: number },
): LossPlotLayout {
  const right = size.width - MARGIN.right;
  const bottom = size.height - MARGIN.bottom;
  const x = scaleLinear([1, Math.max(2, epochs)], [MARGIN.left, right]);
  const highest = Math.max(0, ...series.flatMap(({ losses }) => losses.filter(Number.isFinite)));
  const y = scaleLinear([0, highest === 0 ? 1 : highest], [bottom, MARGIN.top]).nice(4);
  const path = line<number>()
    .defined(Number.isFinite)
    .x((_, i) => x(i + 1))
    .y((loss) => y(loss));
  return {
    ...size,
    left: MARGIN.left,
    right,
    bottom,
    yTicks: y.ticks(4).map((value) => ({ y: y(value), text: y.tickFormat(4)(value) })),
    xTicks: [1, epochs].map((epoch) => ({ x: x(epoch), text: String(epoch) })),
    curves: spreadNames(
      series.map(({ name, losses }) => ({
        name,
        path: path(losses) ?? "",
        end: { x: x(losses.length), y: y(losses.findLast(Number.isFinite) ?? 0) },
      })),
    ),
  };
}

type Curve = LossPlotLayout["curves"][number];

function spreadNames(curves: readonly Curve[]): readonly Curve[] {
  const [first, second] = curves;
  if (first === undefined || second === undefined) return curves;
  const gap = second.end.y - first.end.y;
  if (Math.abs(gap) >= NAME_HEIGHT) return curves;
  const push = (NAME_HEIGHT - Math.abs(gap)) / 2;
  const direction = gap >= 0 ? 1 : -1;
  return [
    { ...first, end: { ...first.end, y: first.end.y - direction * push } },
    { ...second, end: { ...second.end, y: second.end.y + direction * push } },
  ];
}
