/** Pixels of the graph strip: homophily, adjusted homophily and isolated share on one scale, mean degree on a logarithmic one. */

import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from "d3-scale";
import { line } from "d3-shape";
import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import type { AxisFrame, ThresholdScale } from "./axis-frame-layout.ts";
import { labelColumn } from "./label-column-layout.ts";

const GRAPH_SERIES = ["homophily", "adjusted", "isolated", "degree"] as const;
export type GraphSeries = (typeof GRAPH_SERIES)[number];

export interface GraphStripLayout {
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
  readonly lines: readonly { readonly series: GraphSeries; readonly path: string }[];
  /** Baseline of each name; values are printed beside it. */
  readonly labels: readonly { readonly series: GraphSeries; readonly y: number }[];
}

type Value = (statistics: GraphStatistics) => number | null;

const SHARES: Readonly<Record<Exclude<GraphSeries, "degree">, Value>> = {
  homophily: ({ homophily }) => homophily,
  adjusted: ({ adjustedHomophily }) => adjustedHomophily,
  isolated: ({ isolated }) => isolated,
};

/** @param samples ascending by threshold */
export function graphStrip(
  samples: readonly GraphStatistics[],
  frame: AxisFrame,
  scale: ThresholdScale,
): GraphStripLayout {
  const { top, bottom } = frame.graph;
  const lowest = Math.min(0, ...samples.map(({ adjustedHomophily }) => adjustedHomophily ?? 0));
  // Adjusted homophily may be below zero where edges join classes less often than chance.
  const y = scaleLinear([Math.max(-1, Math.floor(lowest * 10) / 10), 1], [bottom, top]);
  const degree = degreeScale(samples, [bottom, top]);
  const lines = [
    ...(["homophily", "adjusted", "isolated"] as const).map((series) => ({
      series,
      path: seriesPath(samples, scale, y, SHARES[series]),
    })),
    { series: "degree" as const, path: seriesPath(samples, scale, degree, shownDegree(degree)) },
  ];
  const anchors = GRAPH_SERIES.map((series) =>
    series === "degree"
      ? { series, anchor: lastValue(samples, degree, shownDegree(degree)) ?? bottom }
      : { series, anchor: lastValue(samples, y, SHARES[series]) ?? top },
  );
  return {
    ticks: [0, 0.5, 1].map((value) => ({ y: y(value), text: String(value) })),
    lines,
    labels: seriesLabels(anchors, frame),
  };
}

function degreeScale(
  samples: readonly GraphStatistics[],
  range: [number, number],
): ScaleContinuousNumeric<number, number> {
  const degrees = samples.map(({ meanDegree }) => meanDegree).filter((value) => value > 0);
  const highest = Math.max(1, ...degrees);
  return scaleLog([0.1, 10 ** Math.ceil(Math.log10(highest))], range).clamp(true);
}

/** Below a tenth of an edge a node there is nothing left to see, and zero has no logarithm. */
function shownDegree(degree: ScaleContinuousNumeric<number, number>): Value {
  const [lowest = 0] = degree.domain();
  return ({ meanDegree }) => (meanDegree < lowest ? null : meanDegree);
}

function seriesPath(
  samples: readonly GraphStatistics[],
  scale: ThresholdScale,
  y: ScaleContinuousNumeric<number, number>,
  value: Value,
): string {
  const path = line<GraphStatistics>(
    ({ threshold }) => scale.x(threshold),
    (statistics) => y(value(statistics) ?? Number.NaN),
  ).defined((statistics) => value(statistics) !== null);
  return path(samples) ?? "";
}

function lastValue(
  samples: readonly GraphStatistics[],
  y: ScaleContinuousNumeric<number, number>,
  value: Value,
): number | null {
  const last = samples.findLast((statistics) => value(statistics) !== null);
  const found = last === undefined ? null : value(last);
  return found === null ? null : y(found);
}

function seriesLabels(
  anchors: readonly { readonly series: GraphSeries; readonly anchor: number }[],
  frame: AxisFrame,
): GraphStripLayout["labels"] {
  const height = 1.4 * frame.em;
  const placed = labelColumn(
    anchors.map(({ series, anchor }) => ({ key: series, anchor, height })),
    { top: frame.graph.top - 0.3 * frame.em, bottom: frame.graph.bottom + 0.3 * frame.em },
  );
  return GRAPH_SERIES.flatMap((series) => {
    const label = placed.find(({ key }) => key === series);
    if (label === undefined) return [];
    return [{ series, y: label.top + height / 2 + 0.32 * frame.em }];
  });
}
