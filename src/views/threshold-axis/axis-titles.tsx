/** Titles of the strips, the lines under the first one, and the lines under the picture. */

import { memo } from "react";
import { selectTrainingObstacle } from "../../studio/selectors/pools.ts";
import { useStudio } from "../studio-context.tsx";
import type { AccuracyCaption } from "./accuracy-captions.ts";
import type { AxisFrame } from "./axis-frame-layout.ts";

interface AxisTitlesProps {
  readonly frame: AxisFrame;
  readonly captions: readonly AccuracyCaption[];
  readonly footnotes: readonly AccuracyCaption[];
  /** Characters of running text as wide as the longest words at the right end of the graph strip's title. */
  readonly graphWordsLength: number;
}

export const AXIS_TITLE = "Accuracy against τ";
/** Width of bold type against that of running text, which is smaller. */
export const BOLD = 1.3;

export const AxisTitles = memo(function AxisTitles(props: AxisTitlesProps) {
  const { frame, captions, footnotes, graphWordsLength } = props;
  return (
    <>
      <text className="axis-title" x={0} y={frame.accuracyTitle}>
        {AXIS_TITLE}
      </text>
      <Lines lines={captions} baselines={frame.accuracyCaptions} />
      {captions.length > 0 ? null : (
        <NoCurve x={frame.plotLeft} y={frame.accuracy.top + 1.4 * frame.em} />
      )}
      <StripTitle
        frame={frame}
        y={frame.graphTitle}
        title="Graph at τ"
        remark="dotted: degree, log scale"
        besideLength={graphWordsLength}
      />
      <StripTitle
        frame={frame}
        y={frame.histogramTitle}
        title="Pairs by similarity"
        remark="share of all pairs of a kind"
        besideLength={0}
      />
      <Lines lines={footnotes} baselines={frame.footnotes} />
    </>
  );
});

function NoCurve({ x, y }: { readonly x: number; readonly y: number }) {
  const obstacle = useStudio(selectTrainingObstacle);
  return (
    <text className="axis-caption" x={x} y={y}>
      {obstacle === null ? "No curve yet: Run trains it." : "No curve: see Dataset for the reason."}
    </text>
  );
}

interface LinesProps {
  readonly lines: readonly AccuracyCaption[];
  readonly baselines: readonly number[];
}

function Lines({ lines, baselines }: LinesProps) {
  return lines.map(({ text, tone }, i) => (
    <text
      key={text}
      className={tone === "warning" ? "axis-caption axis-warning" : "axis-caption"}
      x={0}
      y={baselines[i]}
    >
      {text}
    </text>
  ));
}

interface StripTitleProps {
  readonly frame: AxisFrame;
  readonly y: number;
  readonly title: string;
  /** Left out where the line has no room for it. */
  readonly remark: string;
  /** Characters of running text as wide as what stands at the right end of the line. */
  readonly besideLength: number;
}

function StripTitle({ frame, y, title, remark, besideLength }: StripTitleProps) {
  const characters = BOLD * title.length + remark.length + besideLength + 8;
  const hasRoom = characters * frame.textCharacter <= frame.width;
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
