/** The one line through all strips, and the thumb that carries τ. */

import type { AxisFrame } from "./axis-frame-layout.ts";
import { thresholdNumber } from "./threshold-words.ts";

interface ThresholdCursorProps {
  readonly frame: AxisFrame;
  readonly x: number;
  readonly threshold: number;
}

export function ThresholdCursor({ frame, x, threshold }: ThresholdCursorProps) {
  const { em, accuracy, thumb, width } = frame;
  const pillWidth = 4.3 * em;
  // At an end of the axis the thumb stays whole; the line still stands on τ.
  const pillX = Math.min(width - pillWidth, Math.max(0, x - pillWidth / 2));
  return (
    <g className="axis-cursor">
      <line className="axis-cursor-line" x1={x} x2={x} y1={accuracy.top} y2={thumb.top} />
      <rect
        className="axis-thumb"
        x={pillX}
        y={thumb.top}
        width={pillWidth}
        height={thumb.bottom - thumb.top}
        rx={0.45 * em}
      />
      <text
        className="axis-thumb-text"
        x={pillX + pillWidth / 2}
        y={(thumb.top + thumb.bottom) / 2 + 0.35 * em}
        textAnchor="middle"
      >
        {thresholdNumber(threshold)}
      </text>
    </g>
  );
}
