/** Titles of the strips, the lines under the first one, and what each strip says at τ. */

import type { GraphStatistics } from "../../pipeline/artifacts.ts";
import type { CurvePoint } from "../../pipeline/evaluation/accuracy-curve.ts";
import { accuracy } from "../format/accuracy.ts";
import { countOf } from "../format/count.ts";
import type { AccuracyCaption } from "./accuracy-captions.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";
import { thresholdWords } from "./threshold-words.ts";

interface AxisTitlesProps {
  readonly frame: AxisFrame;
  readonly captions: readonly AccuracyCaption[];
  /** The trained threshold nearest to τ; null without one. */
  readonly nearest: CurvePoint | null;
  readonly statistics: GraphStatistics;
}

export function AxisTitles({ frame, captions, nearest, statistics }: AxisTitlesProps) {
  const { width, plotLeft, plotRight } = frame;
  return (
    <>
      <text className="axis-title" x={0} y={frame.accuracyTitle}>
        Accuracy against τ
      </text>
      {nearest === null ? null : (
        <text className="axis-value" x={width} y={frame.accuracyTitle} textAnchor="end">
          {accuracy(nearest.validation)} at {thresholdWords(nearest.threshold)}
        </text>
      )}
      {captions.map(({ text, tone }, i) => (
        <text
          key={text}
          className={tone === "warning" ? "axis-caption axis-warning" : "axis-caption"}
          x={0}
          y={frame.accuracyCaptions[i]}
        >
          {text}
        </text>
      ))}
      {captions.length > 0 ? null : (
        <text className="axis-caption" x={plotLeft} y={frame.accuracy.top + 1.4 * frame.em}>
          No curve yet: Run trains it.
        </text>
      )}
      <text className="axis-title" x={0} y={frame.graphTitle}>
        Graph at τ
      </text>
      <text className="axis-value" x={width} y={frame.graphTitle} textAnchor="end">
        {countOf(statistics.edges, "edge")}
      </text>
      <text className="axis-title" x={0} y={frame.histogramTitle}>
        Pairs by similarity
      </text>
      <text className="axis-side" x={plotRight} y={frame.histogramTitle} textAnchor="end">
        share of each kind
      </text>
    </>
  );
}
