/** Everything on the axis that does not depend on τ, laid out once a size, ranking or curve. */

import { useMemo } from "react";
import type { AccuracyCurve } from "../../pipeline/evaluation/accuracy-curve.ts";
import type { GraphAlongAxis } from "../../studio/selectors/threshold-axis.ts";
import { wrapCaption, type AccuracyCaption, type CurveSituation } from "./accuracy-captions.ts";
import { accuracyInput } from "./accuracy-input.ts";
import { accuracyStrip, type AccuracyStripLayout } from "./accuracy-strip-layout.ts";
import { BOLD } from "./axis-titles.tsx";
import {
  axisFrame,
  thresholdScale,
  type AxisFrame,
  type ThresholdScale,
} from "./axis-frame-layout.ts";
import { graphStrip, type GraphStripLayout } from "./graph-strip-layout.ts";
import { graphWords } from "./graph-words.ts";
import { histogramStrip, type HistogramStripLayout } from "./histogram-strip-layout.ts";
import { readingLines } from "./reading-layout.ts";
import { thresholdTicks, type ThresholdScaleLayout } from "./threshold-scale-layout.ts";
import type { ContainerSize } from "./use-container-size.ts";

export interface StillPicture {
  readonly frame: AxisFrame;
  readonly scale: ThresholdScale;
  readonly captions: readonly AccuracyCaption[];
  readonly footnotes: readonly AccuracyCaption[];
  /** Characters of running text as wide as the longest words that the graph at some τ is put in. */
  readonly graphWordsLength: number;
  readonly accuracy: AccuracyStripLayout;
  readonly graph: GraphStripLayout;
  readonly histogram: HistogramStripLayout;
  readonly ticks: ThresholdScaleLayout;
}

export interface StillPictureInput {
  readonly size: ContainerSize;
  readonly along: GraphAlongAxis;
  readonly curve: AccuracyCurve | null;
  readonly situation: CurveSituation | null;
  readonly captions: readonly AccuracyCaption[];
  /** What is said of pairs that were not kept. */
  readonly footnote: string | null;
  /** Whether a seed's preview or run is shown. */
  readonly hasReadings: boolean;
}

export function useStillPicture(input: StillPictureInput): StillPicture {
  const { size, along, curve, situation, captions, footnote, hasReadings } = input;
  const lines = useMemo(() => wrapped(captions, size), [captions, size]);
  const footnotes = useMemo(
    () => wrapped(footnote === null ? [] : [{ text: footnote, tone: "plain" }], size),
    [footnote, size],
  );
  const frame = useMemo(
    () =>
      axisFrame({
        ...size,
        captionLines: lines.length,
        readingLines: hasReadings ? readingLines(size) : 0,
        footnoteLines: footnotes.length,
      }),
    [size, lines.length, hasReadings, footnotes.length],
  );
  const scale = useMemo(() => thresholdScale(frame, along.range), [frame, along.range]);
  const accuracy = useMemo(
    () => accuracyStrip(accuracyInput(curve, situation), frame, scale),
    [curve, situation, frame, scale],
  );
  const below = useMemo(
    () => ({
      graph: graphStrip(along.samples, frame, scale),
      histogram: histogramStrip(along.histogram, frame, scale),
      ticks: thresholdTicks(along.samples, frame, scale),
      graphWordsLength: Math.max(
        ...along.samples.map((statistics) => graphWidth(...graphWords(statistics))),
      ),
    }),
    [along, frame, scale],
  );
  return { frame, scale, captions: lines, footnotes, accuracy, ...below };
}

function graphWidth(edges: string, components: string): number {
  return BOLD * edges.length + 2 + components.length;
}

function wrapped(
  captions: readonly AccuracyCaption[],
  { width, textWidth }: ContainerSize,
): readonly AccuracyCaption[] {
  return captions.flatMap((caption) => wrapCaption(caption, width, textWidth));
}
