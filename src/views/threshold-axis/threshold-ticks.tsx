/** The two scales under the strips: τ, and the mean degree that the graph has there. */

import { memo } from "react";
import type { AxisFrame } from "./axis-frame-layout.ts";
import type { ThresholdScaleLayout } from "./threshold-scale-layout.ts";

interface ThresholdTicksProps {
  readonly frame: AxisFrame;
  readonly layout: ThresholdScaleLayout;
}

export const ThresholdTicks = memo(function ThresholdTicks({ frame, layout }: ThresholdTicksProps) {
  const { em, plotLeft, plotRight, thumb, tickRow, degreeRow } = frame;
  const middle = (thumb.top + thumb.bottom) / 2;
  return (
    <g>
      <line className="axis-track" x1={plotLeft} x2={plotRight} y1={middle} y2={middle} />
      {layout.thresholds.map(({ x, text }) => (
        <g key={text}>
          <line className="axis-tick-mark" x1={x} x2={x} y1={middle} y2={thumb.bottom + 0.1 * em} />
          <text className="axis-tick" x={x} y={tickRow} textAnchor="middle">
            {text}
          </text>
        </g>
      ))}
      {layout.degrees.map(({ x, text }) => (
        <text key={text} className="axis-tick" x={x} y={degreeRow} textAnchor="middle">
          {text}
        </text>
      ))}
      <text className="axis-tick" x={0} y={tickRow}>
        τ
      </text>
      <text className="axis-tick" x={0} y={degreeRow}>
        degree
      </text>
      <text className="axis-tick" x={plotLeft} y={degreeRow}>
        all pairs
      </text>
      <text className="axis-tick" x={plotRight} y={degreeRow} textAnchor="end">
        no edges
      </text>
    </g>
  );
});
