/** A ring around the point of the curve that is nearest to τ: the one whose value is printed. None around a point under the strip. */

import type { PlotPoint } from "./accuracy-strip-layout.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";

export function NearestPoint({ frame, point }: { frame: AxisFrame; point: PlotPoint }) {
  if (point.y > frame.accuracy.bottom) return null;
  return <circle className="axis-nearest" cx={point.x} cy={point.y} r={0.5 * frame.em} />;
}
