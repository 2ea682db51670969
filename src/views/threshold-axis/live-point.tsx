/** A ring around the trained point that is nearest to τ. */

import type { PlotPoint } from "./accuracy-strip-layout.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";

export function LivePoint({ frame, point }: { frame: AxisFrame; point: PlotPoint }) {
  return <circle className="axis-live" cx={point.x} cy={point.y} r={0.5 * frame.em} />;
}
