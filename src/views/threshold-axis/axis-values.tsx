/** What is printed at τ: drawn anew with every move, so nothing else is in here. */

import type { AccuracyCurve, CurvePoint } from "../../pipeline/evaluation/accuracy-curve.ts";
import { selectGraphStatistics, selectJoinedPairs } from "../../studio/selectors/threshold-axis.ts";
import { useStudio } from "../studio-context.tsx";
import { accuracy } from "../format/accuracy.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";
import { AXIS_TITLE, BOLD } from "./axis-titles.tsx";
import { GraphStripValues } from "./graph-strip.tsx";
import { graphWords } from "./graph-words.ts";
import { HistogramValues } from "./histogram-strip.tsx";
import { NearestPoint } from "./nearest-point.tsx";
import { curveWords } from "./reading-words.ts";
import { thresholdWords } from "./threshold-words.ts";
import { useNearestPoint } from "./use-nearest-point.ts";
import type { StillPicture } from "./use-still-picture.ts";

interface AxisValuesProps {
  readonly still: StillPicture;
  /** Null where there is none of the current settings. */
  readonly curve: AccuracyCurve | null;
  readonly recorded: boolean;
}

export function AxisValues({ still, curve, recorded }: AxisValuesProps) {
  const statistics = useStudio(selectGraphStatistics);
  const joined = useStudio(selectJoinedPairs);
  const nearest = useNearestPoint(still, curve);
  if (statistics === null) return null;
  const { frame, graph, histogram } = still;
  const [edges, components] = graphWords(statistics);
  return (
    <>
      {nearest === null ? null : (
        <>
          <NearestPoint frame={frame} point={nearest.plotted} />
          <text className="axis-value" x={frame.width} y={frame.accuracyTitle} textAnchor="end">
            {titleWords(nearest.summary, recorded, frame)}
          </text>
        </>
      )}
      <text className="axis-strip-title" x={frame.width} y={frame.graphTitle} textAnchor="end">
        <tspan className="axis-value">{edges}</tspan>
        <tspan className="axis-remark" dx="0.7em">
          {components}
        </tspan>
      </text>
      <GraphStripValues frame={frame} layout={graph} statistics={statistics} />
      {joined === null ? null : (
        <HistogramValues frame={frame} layout={histogram} joined={joined} />
      )}
    </>
  );
}

/** Beside the strip's title, shorter where there is no room: the caption says "recorded" too, and the ring stands at the τ. */
function titleWords(point: CurvePoint, recorded: boolean, frame: AxisFrame): string {
  const value = accuracy(point.validation);
  const candidates = [
    curveWords(point, recorded),
    `${value} at ${thresholdWords(point.threshold)}`,
  ];
  const fits = (words: string): boolean =>
    BOLD * (AXIS_TITLE.length + 2 + words.length) * frame.textCharacter <= frame.width;
  return candidates.find(fits) ?? value;
}
