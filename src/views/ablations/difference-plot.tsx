/** Paired differences to the reference as a picture; the table beside it has the same numbers. */

import { useRef } from "react";
import { useContainerSize } from "../threshold-axis/use-container-size.ts";
import { differencePlotLayout, type DifferenceRow } from "./difference-plot-layout.ts";

/** Below it the plot scrolls sideways. */
const NARROWEST = 420;

interface DifferencePlotProps {
  readonly rows: readonly DifferenceRow[];
  /** "validation" or "test" */
  readonly of: string;
}

export function DifferencePlot({ rows, of }: DifferencePlotProps) {
  const container = useRef<HTMLDivElement>(null);
  const size = useContainerSize(container);
  const layout = differencePlotLayout(rows, Math.max(NARROWEST, size?.width ?? NARROWEST));
  return (
    <div
      ref={container}
      className="difference-plot sideways"
      role="region"
      aria-label="Differences to the reference"
      tabIndex={0}
    >
      <svg
        width={layout.width}
        height={layout.height}
        role="img"
        aria-label={`Difference to the reference in points of ${of} accuracy, with 95 % intervals; the table has the numbers`}
      >
        {layout.ticks.map(({ x, text }) => (
          <g key={text}>
            <line className="plot-grid" x1={x} x2={x} y1={0} y2={layout.bottom} />
            <text className="plot-tick" x={x} y={layout.bottom + 16} textAnchor="middle">
              {text}
            </text>
          </g>
        ))}
        <line className="plot-zero" x1={layout.zero} x2={layout.zero} y1={0} y2={layout.bottom} />
        {layout.rows.map(({ name, y, mean, interval }) => (
          <g key={name}>
            <text className="plot-name" x={0} y={y} dominantBaseline="middle">
              {name}
            </text>
            {interval === null ? null : (
              <line className="plot-interval" x1={interval[0]} x2={interval[1]} y1={y} y2={y} />
            )}
            {mean === null ? null : <circle className="plot-mean" cx={mean} cy={y} r={4} />}
          </g>
        ))}
      </svg>
    </div>
  );
}
