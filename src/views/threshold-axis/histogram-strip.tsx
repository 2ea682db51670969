/** Pair similarities, same-class above and cross-class below the line; pairs that τ joins are drawn strong. */

import { memo } from "react";
import type { JoinedPairs } from "../../pipeline/graph/graph-statistics.ts";
import { countOf } from "../format/count.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";
import type { HistogramBar, HistogramStripLayout } from "./histogram-strip-layout.ts";

interface HistogramStripProps {
  readonly frame: AxisFrame;
  readonly layout: HistogramStripLayout;
  /** Id of the clip path that holds the part of the picture to the right of τ. */
  readonly joinedClip: string;
}

export const HistogramStrip = memo(function HistogramStrip(props: HistogramStripProps) {
  const { frame, layout, joinedClip } = props;
  const { em, plotLeft, plotRight, histogram } = frame;
  return (
    <g>
      <text
        className="axis-tick axis-tick-left"
        x={plotLeft - 0.5 * em}
        y={histogram.top + 0.4 * em}
      >
        {layout.tallestWords}
      </text>
      <text
        className="axis-tick axis-tick-left"
        x={plotLeft - 0.5 * em}
        y={histogram.bottom - 0.4 * em}
      >
        {layout.tallestWords}
      </text>
      <g className="axis-bars axis-bars-apart">
        <Bars bars={layout.same} kind="same" />
        <Bars bars={layout.cross} kind="cross" />
      </g>
      <g className="axis-bars" clipPath={`url(#${joinedClip})`}>
        <Bars bars={layout.same} kind="same" />
        <Bars bars={layout.cross} kind="cross" />
      </g>
      <line className="axis-rule" x1={plotLeft} x2={plotRight} y1={layout.zero} y2={layout.zero} />
    </g>
  );
});

/** Half a pixel apart, so that bars stay bars on a fine screen and on a projector. */
const GAP = 0.5;

function Bars({ bars, kind }: { bars: readonly HistogramBar[]; kind: "same" | "cross" }) {
  return bars.map(({ x, y, width, height }) => (
    <rect
      key={x}
      className={`axis-bar-${kind}`}
      x={x}
      y={y}
      width={Math.max(0.5, width - GAP)}
      height={height}
    />
  ));
}

interface HistogramValuesProps {
  readonly frame: AxisFrame;
  readonly layout: HistogramStripLayout;
  readonly joined: JoinedPairs;
}

/** How many pairs of each kind τ joins. */
export function HistogramValues({ frame, layout, joined }: HistogramValuesProps) {
  const { em, labelLeft } = frame;
  const line = 1.15 * em;
  // Each block of two lines grows away from the line between the kinds, so that they never meet.
  const rows = [
    { kind: "same", pairs: joined.sameClass, y: layout.zero - 0.4 * em - line },
    { kind: "cross", pairs: joined.crossClass, y: layout.zero + 1.15 * em },
  ] as const;
  return rows.map(({ kind, pairs, y }) => (
    <text key={kind} className={`axis-label axis-label-${kind}`} y={y}>
      <tspan x={labelLeft}>{kind} class</tspan>
      <tspan x={labelLeft} dy={line}>
        {countOf(pairs, "edge")}
      </tspan>
    </text>
  ));
}
