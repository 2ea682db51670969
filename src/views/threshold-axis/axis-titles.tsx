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
  const { width, plotLeft } = frame;
  const edges = countOf(statistics.edges, "edge");
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
      <StripTitle
        frame={frame}
        y={frame.graphTitle}
        title="Graph at τ"
        remark="dotted: degree, log scale"
        beside={edges}
      />
      <text className="axis-value" x={width} y={frame.graphTitle} textAnchor="end">
        {edges}
      </text>
      <StripTitle
        frame={frame}
        y={frame.histogramTitle}
        title="Pairs by similarity"
        remark="share of all pairs of a kind"
        beside=""
      />
    </>
  );
}

interface StripTitleProps {
  readonly frame: AxisFrame;
  readonly y: number;
  readonly title: string;
  /** Left out where the line has no room for it. */
  readonly remark: string;
  /** What stands at the right end of the line. */
  readonly beside: string;
}

function StripTitle({ frame, y, title, remark, beside }: StripTitleProps) {
  const bold = 1.3 * (title.length + beside.length);
  const hasRoom = (bold + remark.length + 5) * frame.textCharacter <= frame.width;
  return (
    <text className="axis-strip-title" x={0} y={y}>
      <tspan className="axis-title">{title}</tspan>
      {hasRoom ? (
        <tspan className="axis-remark" dx="0.8em">
          {remark}
        </tspan>
      ) : null}
    </text>
  );
}
