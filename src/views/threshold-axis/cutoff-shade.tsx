/** Where pairs were counted but not kept: light shading from the left end up to the cut-off, through all strips. */

import type { AxisFrame, ThresholdScale } from "./axis-frame-layout.ts";

interface CutoffShadeProps {
  readonly frame: AxisFrame;
  readonly scale: ThresholdScale;
  /** -Infinity where every pair is kept. */
  readonly cutoff: number;
}

export function CutoffShade({ frame, scale, cutoff }: CutoffShadeProps) {
  if (cutoff <= scale.low) return null;
  const { accuracy, plotLeft, thumb } = frame;
  const x = scale.x(cutoff);
  const middle = (thumb.top + thumb.bottom) / 2;
  return (
    <g className="axis-cutoff">
      <rect x={plotLeft} y={accuracy.top} width={x - plotLeft} height={middle - accuracy.top} />
      <line x1={x} x2={x} y1={accuracy.top} y2={middle} />
    </g>
  );
}
