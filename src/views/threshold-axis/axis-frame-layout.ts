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
  /** Baselines of what is previewed and trained at τ. */
  readonly readings: readonly number[];
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
  /** Baselines of the lines under the picture. */
  readonly footnotes: readonly number[];
}

export interface AxisFrameInput {
  readonly width: number;
  readonly height: number;
  readonly em: number;
  /** Mean width of a character, in pixels: in the labels beside the plot and in running text. */
  readonly labelCharacter: number;
  readonly textCharacter: number;
  readonly captionLines: number;
  readonly readingLines: number;
  readonly footnoteLines: number;
}

/** Characters of the longest label beside the plot ("homophily 0.86"), and of the name of a tick row. */
const LABEL_CHARACTERS = 14.4;
const ROW_NAME_CHARACTERS = 6;
const LINE_EM = 1.35;
/** Shares of the height that is left once type has its room. */
const ACCURACY_SHARE = 0.5;
const GRAPH_SHARE = 0.27;
/** Below it the four names beside the graph strip would not fit. */
const LOWEST_GRAPH_EM = 5.2;
/** Below it the strips would show nothing; the picture is then higher than its box. */
const LOWEST_STRIPS_EM = 14;

export function axisFrame(input: AxisFrameInput): AxisFrame {
  const { width, height, em, labelCharacter, textCharacter } = input;
  const plotLeft = ROW_NAME_CHARACTERS * labelCharacter + 0.8 * em;
  const labelLeft = width - LABEL_CHARACTERS * labelCharacter;
  const plotRight = Math.max(plotLeft + em, labelLeft - 0.7 * em);
  const accuracyTitle = 1.1 * em;
  const accuracyCaptions = linesBelow(accuracyTitle, input.captionLines, em);
  const readings = linesBelow(accuracyCaptions.at(-1) ?? accuracyTitle, input.readingLines, em);
  const lastLine = readings.at(-1) ?? accuracyCaptions.at(-1) ?? accuracyTitle;
  const laneTop = lastLine + 0.7 * em;
  const laneHeight = 1.5 * em;
  // Under the accuracy strip a line of type may stand above the next title.
  const graphTitleRoom = 3.1 * em;
  const histogramTitleRoom = 2.6 * em;
  const belowHistogram = (5 + input.footnoteLines * LINE_EM) * em;
  const free = Math.max(
    LOWEST_STRIPS_EM * em,
    height - laneTop - laneHeight - graphTitleRoom - histogramTitleRoom - belowHistogram,
  );
  const graphHeight = Math.max(LOWEST_GRAPH_EM * em, free * GRAPH_SHARE);
  const accuracyHeight = ((free - graphHeight) * ACCURACY_SHARE) / (1 - GRAPH_SHARE);
  const accuracy = band(laneTop + laneHeight, accuracyHeight);
  const graph = band(accuracy.bottom + graphTitleRoom, graphHeight);
  const histogram = band(graph.bottom + histogramTitleRoom, free - graphHeight - accuracyHeight);
  const thumb = band(histogram.bottom + 0.35 * em, 1.7 * em);
  const degreeRow = thumb.bottom + 2.35 * em;
  const footnotes = linesBelow(degreeRow, input.footnoteLines, em);
  return {
    width,
    height: Math.max(height, (footnotes.at(-1) ?? degreeRow) + 0.6 * em),
    em,
    textCharacter,
    plotLeft,
    plotRight,
    labelLeft,
    accuracyTitle,
    accuracyCaptions,
    readings,
    markLane: { top: laneTop, bottom: laneTop + laneHeight },
    accuracy,
    graphTitle: graph.top - 0.75 * em,
    graph,
    histogramTitle: histogram.top - 0.75 * em,
    histogram,
    thumb,
    tickRow: thumb.bottom + 1.05 * em,
    degreeRow,
    footnotes,
  };
}

function linesBelow(baseline: number, count: number, em: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => baseline + (i + 1) * LINE_EM * em);
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
