/** The one line through all strips, the thumb that carries τ, and the clip of what lies to its right. */

import { selectGraphStatistics } from "../../studio/selectors/threshold-axis.ts";
import { useStudio } from "../studio-context.tsx";
import type { AxisFrame, ThresholdScale } from "./axis-frame-layout.ts";
import { thresholdNumber } from "./threshold-words.ts";

interface ThresholdCursorProps {
  readonly frame: AxisFrame;
  readonly scale: ThresholdScale;
  /** Id of the clip path that holds the pairs which τ joins. */
  readonly joinedClip: string;
}

export function ThresholdCursor({ frame, scale, joinedClip }: ThresholdCursorProps) {
  const statistics = useStudio(selectGraphStatistics);
  if (statistics === null) return null;
  const { em, accuracy, histogram, plotRight, thumb, width } = frame;
  const x = scale.x(statistics.threshold);
  const pillWidth = 4.3 * em;
  // At an end of the axis the thumb stays whole; the line still stands on τ.
  const pillX = Math.min(width - pillWidth, Math.max(0, x - pillWidth / 2));
  return (
    <g className="axis-cursor">
      <clipPath id={joinedClip}>
        <rect
          x={x}
          y={histogram.top}
          width={Math.max(0, plotRight - x)}
          height={histogram.bottom - histogram.top}
        />
      </clipPath>
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
        {thresholdNumber(statistics.threshold)}
      </text>
    </g>
  );
}
