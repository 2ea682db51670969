/** Everything on the axis that does not depend on τ, laid out once a size, ranking or curve. */

import { useMemo } from "react";
import type { AccuracyCurve } from "../../pipeline/evaluation/accuracy-curve.ts";
import type { GraphAlongAxis } from "../../studio/selectors/threshold-axis.ts";
import { wrapCaption, type AccuracyCaption, type CurveSituation } from "./accuracy-captions.ts";
import { accuracyInput } from "./accuracy-input.ts";
import { accuracyStrip, type AccuracyStripLayout } from "./accuracy-strip-layout.ts";
import {
  axisFrame,
  thresholdScale,
  type AxisFrame,
  type ThresholdScale,
} from "./axis-frame-layout.ts";
import { graphStrip, type GraphStripLayout } from "./graph-strip-layout.ts";
import { histogramStrip, type HistogramStripLayout } from "./histogram-strip-layout.ts";
import { thresholdTicks, type ThresholdScaleLayout } from "./threshold-scale-layout.ts";
import type { ContainerSize } from "./use-container-size.ts";

export interface StillPicture {
  readonly frame: AxisFrame;
  readonly scale: ThresholdScale;
  readonly captions: readonly AccuracyCaption[];
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
}

export function useStillPicture(input: StillPictureInput): StillPicture {
  const { size, along, curve, situation, captions } = input;
  const lines = useMemo(
    () =>
      captions.flatMap((caption) =>
        wrapCaption(caption, Math.floor(size.width / size.textCharacter)),
      ),
    [captions, size],
  );
  const frame = useMemo(
    () => axisFrame({ ...size, captionLines: lines.length }),
    [size, lines.length],
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
    }),
    [along, frame, scale],
  );
  return { frame, scale, captions: lines, accuracy, ...below };
}
