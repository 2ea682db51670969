/** A ring around the point of the curve that is nearest to τ: the one whose value is printed. */

import type { PlotPoint } from "./accuracy-strip-layout.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";

export function NearestPoint({ frame, point }: { frame: AxisFrame; point: PlotPoint }) {
  return <circle className="axis-nearest" cx={point.x} cy={point.y} r={0.5 * frame.em} />;
}
