/** The native slider behind the drawn thumb: it takes the keys and speaks to screen readers; the pointer works on the strips themselves. */

import type { KeyboardEvent, Ref } from "react";
import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import { countOf } from "../format/count.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";
import { thresholdAfterKey, type ThresholdSteps } from "./threshold-steps.ts";
import { degreeNumber } from "./threshold-words.ts";

interface ThresholdSliderProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly frame: AxisFrame;
  readonly threshold: number;
  readonly steps: ThresholdSteps;
  readonly statistics: GraphStatistics;
  readonly onThreshold: (threshold: number) => void;
}

export function ThresholdSlider(props: ThresholdSliderProps) {
  const { ref, frame, threshold, steps, statistics, onThreshold } = props;
  const [low, high] = steps.range;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = thresholdAfterKey(event.key, threshold, steps);
    if (next === null) return;
    event.preventDefault();
    onThreshold(next);
  };
  return (
    <input
      ref={ref}
      className="axis-slider"
      type="range"
      aria-label="Similarity threshold τ"
      aria-valuetext={valueWords(statistics)}
      min={low}
      max={high}
      step="any"
      value={threshold}
      style={{
        left: frame.plotLeft,
        width: frame.plotRight - frame.plotLeft,
        top: frame.thumb.top,
        height: frame.thumb.bottom - frame.thumb.top,
      }}
      onKeyDown={onKeyDown}
      onChange={(event) => onThreshold(event.target.valueAsNumber)}
    />
  );
}

/** "0.72, 1,204 edges, mean degree 6.7" */
function valueWords({ threshold, edges, meanDegree }: GraphStatistics): string {
  return `${threshold.toFixed(2)}, ${countOf(edges, "edge")}, mean degree ${degreeNumber(meanDegree)}`;
}
