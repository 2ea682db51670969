/** The point of the mean curve that is nearest to τ on screen: ringed, and its value printed. */

import type { AccuracyCurve, CurvePoint } from "../../pipeline/evaluation/accuracy-curve.ts";
import { selectGraphStatistics } from "../../studio/selectors/threshold-axis.ts";
import { useStudio } from "../studio-context.tsx";
import { nearestPoint, type PlotPoint } from "./accuracy-strip-layout.ts";
import type { StillPicture } from "./use-still-picture.ts";

interface NearestPoint {
  readonly plotted: PlotPoint;
  readonly summary: CurvePoint;
}

/** @param curve null where there is none, or none of the current settings */
export function useNearestPoint(
  { accuracy, scale }: StillPicture,
  curve: AccuracyCurve | null,
): NearestPoint | null {
  const statistics = useStudio(selectGraphStatistics);
  if (curve === null || statistics === null) return null;
  const plotted = nearestPoint(accuracy.validation.points, scale.x(statistics.threshold));
  const summary = curve.points.find(({ threshold }) => threshold === plotted?.threshold);
  return plotted === null || summary === undefined ? null : { plotted, summary };
}
