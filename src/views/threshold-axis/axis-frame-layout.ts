/** Where the three strips stand and how τ becomes a pixel; all strips read the same scale, so that one line goes through all of them. */

import { scaleLinear, type ScaleLinear } from "d3-scale";

/** A band of the picture in pixels; y grows downwards. */
export interface Band {
  readonly top: number;
  readonly bottom: number;
}

export interface AxisFrame {
  readonly width: number;
  readonly height: number;
  /** Type size in pixels; every distance is a multiple of it. */
  readonly em: number;
  /** Mean width of a character of running text, in pixels. */
  readonly textCharacter: number;
  readonly plotLeft: number;
  readonly plotRight: number;
  /** Labels of lines start here; nothing else is drawn to the right of the plot. */
  readonly labelLeft: number;
  /** Baselines of the lines of type above the accuracy strip. */
  readonly accuracyTitle: number;
  readonly accuracyCaptions: readonly number[];
  /** A lane above the plot that no line crosses; the mark of τ* stands in it. */
  readonly markLane: Band;
  readonly accuracy: Band;
  readonly graphTitle: number;
  readonly graph: Band;
  readonly histogramTitle: number;
  readonly histogram: Band;
  readonly thumb: Band;
  /** Baselines of the τ ticks and of the mean degrees. */
  readonly tickRow: number;
  readonly degreeRow: number;
}

export interface AxisFrameInput {
  readonly width: number;
  readonly height: number;
  readonly em: number;
  /** Mean width of a character, in pixels: in the labels beside the plot and in running text. */
  readonly labelCharacter: number;
  readonly textCharacter: number;
  readonly captionLines: number;
}

/** Characters of the longest label beside the plot ("homophily 0.86"), and of the name of a tick row. */
const LABEL_CHARACTERS = 14.4;
const ROW_NAME_CHARACTERS = 6;
const LINE_EM = 1.35;
/** Shares of the height that is left once type has its room. */
const ACCURACY_SHARE = 0.5;
const GRAPH_SHARE = 0.27;

export function axisFrame(input: AxisFrameInput): AxisFrame {
  const { width, height, em, labelCharacter, textCharacter, captionLines } = input;
  const plotLeft = ROW_NAME_CHARACTERS * labelCharacter + 0.8 * em;
  const labelLeft = width - LABEL_CHARACTERS * labelCharacter;
  const plotRight = Math.max(plotLeft + em, labelLeft - 0.7 * em);
  const accuracyTitle = 1.1 * em;
  const accuracyCaptions = Array.from(
    { length: captionLines },
    (_, i) => accuracyTitle + (i + 1) * LINE_EM * em,
  );
  const laneTop = accuracyTitle + (captionLines * LINE_EM + 0.7) * em;
  const laneHeight = 1.5 * em;
  const titleRoom = 2.6 * em;
  const belowHistogram = 5 * em;
  const free = Math.max(12 * em, height - laneTop - laneHeight - 2 * titleRoom - belowHistogram);
  const accuracy = band(laneTop + laneHeight, free * ACCURACY_SHARE);
  const graph = band(accuracy.bottom + titleRoom, free * GRAPH_SHARE);
  const histogram = band(graph.bottom + titleRoom, free * (1 - ACCURACY_SHARE - GRAPH_SHARE));
  const thumb = band(histogram.bottom + 0.35 * em, 1.7 * em);
  const degreeRow = thumb.bottom + 2.35 * em;
  return {
    width,
    height: Math.max(height, degreeRow + 0.6 * em),
    em,
    textCharacter,
    plotLeft,
    plotRight,
    labelLeft,
    accuracyTitle,
    accuracyCaptions,
    markLane: { top: laneTop, bottom: laneTop + laneHeight },
    accuracy,
    graphTitle: graph.top - 0.75 * em,
    graph,
    histogramTitle: histogram.top - 0.75 * em,
    histogram,
    thumb,
    tickRow: thumb.bottom + 1.05 * em,
    degreeRow,
  };
}

function band(top: number, height: number): Band {
  return { top, bottom: top + height };
}

export interface ThresholdScale {
  readonly low: number;
  readonly high: number;
  /** Pixel of a threshold; one outside the range stands at the end, as -1.01 (all pairs) and 1.01 (no edges) do. */
  readonly x: (threshold: number) => number;
  /** Threshold under a pixel, inside the range. */
  readonly thresholdAt: (x: number) => number;
  readonly linear: ScaleLinear<number, number>;
}

/** @throws RangeError unless low < high */
export function thresholdScale(
  frame: Pick<AxisFrame, "plotLeft" | "plotRight">,
  [low, high]: readonly [number, number],
): ThresholdScale {
  if (!(low < high)) throw new RangeError(`a threshold range runs upwards, got ${low} to ${high}`);
  const linear = scaleLinear([low, high], [frame.plotLeft, frame.plotRight]).clamp(true);
  return {
    low,
    high,
    linear,
    x: (threshold) => linear(threshold),
    thresholdAt: (x) => linear.invert(x),
  };
}
