/** The strips in their pixels. What depends on τ is drawn apart from what does not, so that a drag redraws a line and a few words. */

import { useId, useRef, type ReactNode } from "react";
import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import { selectJoinedPairs } from "../../studio/selectors/threshold-axis.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { AccuracyStrip } from "./accuracy-strip.tsx";
import { nearestPoint } from "./accuracy-strip-layout.ts";
import { AxisTitles } from "./axis-titles.tsx";
import { GraphStripLines, GraphStripValues } from "./graph-strip.tsx";
import { HistogramStrip, HistogramValues } from "./histogram-strip.tsx";
import { LivePoint } from "./live-point.tsx";
import { ThresholdCursor } from "./threshold-cursor.tsx";
import { ThresholdSlider } from "./threshold-slider.tsx";
import { ThresholdTicks } from "./threshold-ticks.tsx";
import { useLatestPerFrame } from "./use-latest-per-frame.ts";
import type { ThresholdSteps } from "./threshold-steps.ts";
import { useStillPicture, type StillPicture, type StillPictureInput } from "./use-still-picture.ts";
import { useThresholdDrag } from "./use-threshold-drag.ts";

interface AxisPictureProps extends StillPictureInput {
  readonly statistics: GraphStatistics;
}

const NO_GRID: readonly number[] = [];

export function AxisPicture(props: AxisPictureProps) {
  const { along, statistics, curve, situation } = props;
  const still = useStillPicture(props);
  const stale = situation?.stale === true;
  const x = still.scale.x(statistics.threshold);
  const point = stale ? null : nearestPoint(still.accuracy.validation.points, x);
  const nearest = curve?.points.find(({ threshold }) => threshold === point?.threshold) ?? null;
  const grid = situation === null || stale ? NO_GRID : situation.sweep.thresholds;
  return (
    <AxisControls still={still} x={x} steps={{ range: along.range, grid }} statistics={statistics}>
      <AccuracyStrip
        frame={still.frame}
        layout={still.accuracy}
        recorded={situation?.sweep.origin === "recorded"}
        stale={stale}
      />
      {point === null ? null : <LivePoint frame={still.frame} point={point} />}
      <AxisTitles
        frame={still.frame}
        captions={still.captions}
        nearest={nearest}
        statistics={statistics}
      />
    </AxisControls>
  );
}

interface AxisControlsProps {
  readonly still: StillPicture;
  /** Pixel of τ. */
  readonly x: number;
  readonly steps: ThresholdSteps;
  readonly statistics: GraphStatistics;
  readonly children: ReactNode;
}

/** The lower strips, the cursor and the two ways to move τ; `children` are drawn under the cursor's reach. */
function AxisControls({ still, x, steps, statistics, children }: AxisControlsProps) {
  const picture = useRef<SVGSVGElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const joinedClip = useId();
  const joined = useStudio(selectJoinedPairs);
  const { setThreshold } = useCommands();
  const dragTo = useLatestPerFrame(setThreshold);
  const { frame, scale } = still;
  const drag = useThresholdDrag({ picture, scale, grid: steps.grid, slider, onThreshold: dragTo });
  const { em, plotLeft, plotRight, accuracy, histogram, thumb } = frame;
  return (
    <>
      <svg
        ref={picture}
        className="axis-picture"
        width={frame.width}
        height={frame.height}
        aria-hidden="true"
      >
        <clipPath id={joinedClip}>
          <rect
            x={x}
            y={histogram.top}
            width={Math.max(0, plotRight - x)}
            height={histogram.bottom - histogram.top}
          />
        </clipPath>
        <GraphStripLines frame={frame} layout={still.graph} />
        <HistogramStrip frame={frame} layout={still.histogram} joinedClip={joinedClip} />
        <ThresholdTicks frame={frame} layout={still.ticks} />
        <ThresholdCursor frame={frame} x={x} threshold={statistics.threshold} />
        {children}
        <GraphStripValues frame={frame} layout={still.graph} statistics={statistics} />
        {joined === null ? null : (
          <HistogramValues frame={frame} layout={still.histogram} joined={joined} />
        )}
        <rect
          className="axis-drag"
          x={plotLeft - em}
          y={accuracy.top}
          width={plotRight - plotLeft + 2 * em}
          height={thumb.bottom - accuracy.top + em}
          {...drag}
        />
      </svg>
      <ThresholdSlider
        ref={slider}
        frame={frame}
        threshold={statistics.threshold}
        steps={steps}
        statistics={statistics}
        onThreshold={setThreshold}
      />
    </>
  );
}
