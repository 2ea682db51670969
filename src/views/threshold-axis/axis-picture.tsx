/** The strips in their pixels. What depends on τ is drawn apart from what does not, so that a drag redraws a line and a few words. */

import { useId, useMemo, useRef, type ReactNode } from "react";
import type { RankedPairs } from "../../pipeline/artifacts.ts";
import { useStudioContext } from "../studio-context.tsx";
import { AccuracyStrip } from "./accuracy-strip.tsx";
import { AxisTitles } from "./axis-titles.tsx";
import { AxisValues } from "./axis-values.tsx";
import { AxisWords } from "./axis-words.tsx";
import { CutoffShade } from "./cutoff-shade.tsx";
import { GraphStripLines } from "./graph-strip.tsx";
import { HistogramStrip } from "./histogram-strip.tsx";
import { createPreviewFollower } from "./preview-follower.ts";
import { SeedReadings } from "./seed-readings.tsx";
import { ThresholdCursor } from "./threshold-cursor.tsx";
import { ThresholdSlider } from "./threshold-slider.tsx";
import type { ThresholdSteps } from "./threshold-steps.ts";
import { ThresholdTicks } from "./threshold-ticks.tsx";
import { useStillPicture, type StillPicture, type StillPictureInput } from "./use-still-picture.ts";
import { useThresholdDrag } from "./use-threshold-drag.ts";
import { useThresholdMoves } from "./use-threshold-moves.ts";

interface AxisPictureProps extends StillPictureInput {
  readonly ranked: RankedPairs;
}

const NO_GRID: readonly number[] = [];

export function AxisPicture(props: AxisPictureProps) {
  const { situation, ranked } = props;
  const { studio } = useStudioContext();
  const still = useStillPicture(props);
  const words = useId();
  const follower = useMemo(() => createPreviewFollower(studio), [studio]);
  const { frame, scale } = still;
  const { runSeed } = ranked.nodes;
  const stale = situation?.stale === true;
  const recorded = situation?.sweep.origin === "recorded";
  const curve = stale ? null : props.curve;
  const grid = situation === null || stale ? NO_GRID : situation.sweep.thresholds;
  const steps = { range: props.along.range, grid };
  return (
    <>
      <AxisControls still={still} steps={steps} cutoff={ranked.cutoff} describedBy={words}>
        <AccuracyStrip frame={frame} layout={still.accuracy} recorded={recorded} stale={stale} />
        <AxisTitles
          frame={frame}
          captions={still.captions}
          footnotes={still.footnotes}
          graphWordsLength={still.graphWordsLength}
        />
        <AxisValues still={still} curve={curve} recorded={recorded} />
        <SeedReadings
          frame={frame}
          scale={scale}
          place={still.accuracy.place}
          runSeed={runSeed}
          follower={follower}
        />
      </AxisControls>
      <AxisWords
        id={words}
        still={still}
        curve={curve}
        recorded={recorded}
        runSeed={runSeed}
        follower={follower}
      />
    </>
  );
}

interface AxisControlsProps {
  readonly still: StillPicture;
  readonly steps: ThresholdSteps;
  readonly cutoff: number;
  readonly describedBy: string;
  readonly children: ReactNode;
}

/** The lower strips, the cursor and the two ways to move τ; `children` are drawn under the cursor's reach. */
function AxisControls({ still, steps, cutoff, describedBy, children }: AxisControlsProps) {
  const picture = useRef<SVGSVGElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const joinedClip = useId();
  const moves = useThresholdMoves();
  const { frame, scale } = still;
  const drag = useThresholdDrag({ picture, scale, grid: steps.grid, slider, moves });
  const { em, plotLeft, plotRight, accuracy, thumb } = frame;
  return (
    <>
      <svg
        ref={picture}
        className="axis-picture"
        width={frame.width}
        height={frame.height}
        aria-hidden="true"
      >
        <CutoffShade frame={frame} scale={scale} cutoff={cutoff} />
        <GraphStripLines frame={frame} layout={still.graph} />
        <HistogramStrip frame={frame} layout={still.histogram} joinedClip={joinedClip} />
        <ThresholdTicks frame={frame} layout={still.ticks} />
        <ThresholdCursor frame={frame} scale={scale} joinedClip={joinedClip} />
        {children}
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
        steps={steps}
        moves={moves}
        describedBy={describedBy}
      />
    </>
  );
}
