/** The native slider behind the drawn thumb: it takes the keys and speaks to screen readers; the pointer works on the strips themselves. */

import type { KeyboardEvent, Ref } from "react";
import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import { selectGraphStatistics } from "../../studio/selectors/threshold-axis.ts";
import { countOf } from "../format/count.ts";
import { useStudio } from "../studio-context.tsx";
import type { AxisFrame } from "./axis-frame-layout.ts";
import type { ThresholdMoves } from "./threshold-moves.ts";
import { thresholdAfterKey, type ThresholdSteps } from "./threshold-steps.ts";
import { degreeNumber } from "./threshold-words.ts";

interface ThresholdSliderProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly frame: AxisFrame;
  readonly steps: ThresholdSteps;
  readonly moves: ThresholdMoves;
  /** Id of the words that say more than the value. */
  readonly describedBy: string;
}

export function ThresholdSlider({ ref, frame, steps, moves, describedBy }: ThresholdSliderProps) {
  const statistics = useStudio(selectGraphStatistics);
  if (statistics === null) return null;
  const [low, high] = steps.range;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    // Keys come faster than frames too: each goes on from the one before.
    const from = moves.pending() ?? statistics.threshold;
    const next = thresholdAfterKey(event.key, from, steps);
    if (next === null) return;
    event.preventDefault();
    moves.move(next);
  };
  return (
    <input
      ref={ref}
      className="axis-slider"
      type="range"
      aria-label="Similarity threshold τ"
      aria-valuetext={valueWords(statistics)}
      aria-describedby={describedBy}
      min={low}
      max={high}
      step="any"
      value={statistics.threshold}
      style={{
        left: frame.plotLeft,
        width: frame.plotRight - frame.plotLeft,
        top: frame.thumb.top,
        height: frame.thumb.bottom - frame.thumb.top,
      }}
      onKeyDown={onKeyDown}
      onKeyUp={moves.release}
      onChange={(event) => moves.move(event.target.valueAsNumber)}
    />
  );
}

/** "0.72, 1,204 edges, mean degree 6.7" */
function valueWords({ threshold, edges, meanDegree }: GraphStatistics): string {
  return `${threshold.toFixed(2)}, ${countOf(edges, "edge")}, mean degree ${degreeNumber(meanDegree)}`;
}
