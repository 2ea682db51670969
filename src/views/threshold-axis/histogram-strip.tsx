/** Pair similarities, same-class above and cross-class below the line; pairs that τ joins are drawn strong. */

import { memo } from "react";
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
