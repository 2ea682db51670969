/** Pixels of the accuracy strip: curve, band, single runs, baselines, the mark of τ*, and after the reveal the test curve. */

import { scaleLinear, type ScaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import type { SeedSummary } from "../../pipeline/artifacts.ts";
import { accuracyNumber } from "../format/accuracy.ts";
import type { AxisFrame, Band, ThresholdScale } from "./axis-frame-layout.ts";
import { labelColumn } from "./label-column-layout.ts";
import { thresholdWords } from "./threshold-words.ts";

interface SummaryPoint {
  readonly threshold: number;
  readonly summary: SeedSummary;
}

export interface BaselineInput {
  readonly key: string;
  /** One entry a line of type; the value is appended below. */
  readonly lines: readonly string[];
  readonly summary: SeedSummary;
}

export interface AccuracyStripInput {
  /** Mean validation accuracy, ascending by threshold. */
  readonly validation: readonly SummaryPoint[];
  /** Mean test accuracy; empty while covered. */
  readonly test: readonly SummaryPoint[];
  /** Validation accuracy of every run that has landed. */
  readonly runs: readonly { readonly threshold: number; readonly accuracy: number }[];
  readonly baselines: readonly BaselineInput[];
  /** Threshold with the best mean validation accuracy; null while the sweep is not over. */
  readonly bestThreshold: number | null;
}

export interface PlotPoint {
  readonly threshold: number;
  readonly x: number;
  readonly y: number;
}

interface CurveLayout {
  readonly line: string;
  readonly band: string;
  readonly points: readonly PlotPoint[];
}

interface StripLabel {
  readonly key: string;
  readonly lines: readonly string[];
  /** Baseline of the first line. */
  readonly y: number;
  /** Height of the line that the label names. */
  readonly anchor: number;
  /** Middle of the label, where its leader ends. */
  readonly middle: number;
}

/** Where an accuracy stands that is drawn over the curve and did not choose its scale. */
export interface AccuracyPlace {
  readonly y: number;
  /** Beyond the ends of the scale, and then drawn at the end. */
  readonly beyond: "above" | "below" | null;
}

export interface AccuracyStripLayout {
  readonly place: (accuracy: number) => AccuracyPlace;
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
  readonly validation: CurveLayout;
  readonly test: CurveLayout | null;
  readonly runs: readonly { readonly x: number; readonly y: number }[];
  readonly baselines: readonly { readonly key: string; readonly y: number }[];
  readonly labels: readonly StripLabel[];
  readonly best: BestMark | null;
  /** The complete graph, where its accuracy is so low that the axis does not reach down to it. */
  readonly below: { readonly x: number; readonly text: string } | null;
}

export interface BestMark {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Left end of the words, which stand beside the mark where there is room. */
  readonly textX: number;
}

/** How far the complete graph must fall behind everything else to be left out of the axis: it would flatten the rest of the curve. */
const FAR_BELOW = 0.15;
/** The axis shows at least this span, so that noise between equal methods does not look like a cliff. */
const SMALLEST_SPAN = 0.2;
const LABEL_LINE_EM = 1.12;

export function accuracyStrip(
  input: AccuracyStripInput,
  frame: AxisFrame,
  scale: ThresholdScale,
): AccuracyStripLayout {
  const y = accuracyScale(input, frame.accuracy);
  const validation = curve(input.validation, scale, y);
  const test = input.test.length === 0 ? null : curve(input.test, scale, y);
  return {
    place: (accuracy) => placeOn(y, accuracy, frame.accuracy),
    ticks: percentTicks(y, frame),
    validation,
    test,
    runs: input.runs.map((run) => ({ x: scale.x(run.threshold), y: y(run.accuracy) })),
    baselines: input.baselines.map(({ key, summary }) => ({ key, y: y(summary.mean) })),
    labels: stripLabels(input, frame, y),
    best: bestMark(input, frame, scale, y),
    below: belowMark(input, scale, y),
  };
}

function accuracyScale(input: AccuracyStripInput, band: Band): ScaleLinear<number, number> {
  const values = spans(input, ({ threshold }) => !isCompleteGraph(threshold));
  const complete = spans({ ...input, baselines: [] }, ({ threshold }) =>
    isCompleteGraph(threshold),
  );
  const floor = Math.min(...values) - FAR_BELOW;
  if (Math.min(...complete) >= floor || values.length === 0) values.push(...complete);
  const [low, high] =
    values.length === 0 ? [0, 1] : widened(Math.min(...values), Math.max(...values));
  const scale = scaleLinear([low, high], [band.bottom, band.top]).nice(5);
  const [niceLow = low, niceHigh = high] = scale.domain();
  return scale.domain([Math.max(0, niceLow), Math.min(1, niceHigh)]);
}

function placeOn(
  y: ScaleLinear<number, number>,
  accuracy: number,
  { top, bottom }: Band,
): AccuracyPlace {
  const wished = y(accuracy);
  if (wished < top) return { y: top, beyond: "above" };
  if (wished > bottom) return { y: bottom, beyond: "below" };
  return { y: wished, beyond: null };
}

/** Every height that is drawn: means, their deviations, single runs and baselines. */
function spans(
  { validation, test, runs, baselines }: AccuracyStripInput,
  counts: (at: { readonly threshold: number }) => boolean,
): number[] {
  const summaries = [
    ...[...validation, ...test].filter(counts).map(({ summary }) => summary),
    ...baselines.map(({ summary }) => summary),
  ];
  return [
    ...summaries.flatMap(({ mean, sd }) => [mean - (sd ?? 0), mean + (sd ?? 0)]),
    ...runs.filter(counts).map(({ accuracy }) => accuracy),
  ];
}

/** -1.01, the left end of a sweep's grid: below every cosine. */
function isCompleteGraph(threshold: number): boolean {
  return threshold <= -1;
}

function belowMark(
  { validation }: AccuracyStripInput,
  scale: ThresholdScale,
  y: ScaleLinear<number, number>,
): AccuracyStripLayout["below"] {
  const complete = validation.find(({ threshold }) => isCompleteGraph(threshold));
  const [lowest = 0] = y.domain();
  if (complete === undefined || complete.summary.mean >= lowest) return null;
  return {
    x: scale.x(complete.threshold),
    text: `${accuracyNumber(complete.summary)} with all pairs`,
  };
}

function widened(low: number, high: number): [number, number] {
  const missing = Math.max(0, SMALLEST_SPAN - (high - low));
  return [Math.max(0, low - missing / 2), Math.min(1, high + missing / 2)];
}

function percentTicks(
  y: ScaleLinear<number, number>,
  frame: AxisFrame,
): readonly { y: number; text: string }[] {
  const height = frame.accuracy.bottom - frame.accuracy.top;
  const values = y.ticks(Math.max(2, Math.min(6, Math.floor(height / (2.6 * frame.em)))));
  return values.map((value, i) => ({
    y: y(value),
    text: `${Math.round(value * 100)}${i === values.length - 1 ? "\u00a0%" : ""}`,
  }));
}

function curve(
  points: readonly SummaryPoint[],
  scale: ThresholdScale,
  y: ScaleLinear<number, number>,
): CurveLayout {
  const x = ({ threshold }: SummaryPoint): number => scale.x(threshold);
  const spread = ({ summary }: SummaryPoint): number => summary.sd ?? 0;
  const mean = line<SummaryPoint>(x, ({ summary }) => y(summary.mean));
  const deviation = area<SummaryPoint>()
    .x(x)
    .y0((point) => y(Math.max(0, point.summary.mean - spread(point))))
    .y1((point) => y(Math.min(1, point.summary.mean + spread(point))));
  return {
    line: mean(points) ?? "",
    band: points.length > 1 ? (deviation(points) ?? "") : "",
    points: points.map((point) => ({
      threshold: point.threshold,
      x: x(point),
      y: y(point.summary.mean),
    })),
  };
}

function stripLabels(
  input: AccuracyStripInput,
  frame: AxisFrame,
  y: ScaleLinear<number, number>,
): readonly StripLabel[] {
  const named = input.baselines.map(({ key, lines, summary }) => ({
    key,
    lines: [...lines, accuracyNumber(summary)],
    anchor: y(summary.mean),
  }));
  const lastValidation = input.validation.at(-1);
  const lastTest = input.test.at(-1);
  // A lone curve names itself by the title; two have to be told apart.
  if (lastTest !== undefined && lastValidation !== undefined) {
    named.push({
      key: "validation",
      lines: ["validation"],
      anchor: y(lastValidation.summary.mean),
    });
    named.push({ key: "test", lines: ["test"], anchor: y(lastTest.summary.mean) });
  }
  const lineHeight = LABEL_LINE_EM * frame.em;
  const gap = 0.35 * frame.em;
  const placed = labelColumn(
    named.map(({ key, lines, anchor }) => ({
      key,
      anchor,
      height: lines.length * lineHeight + gap,
    })),
    frame.accuracy,
  );
  return placed.map(({ key, anchor, top, height }) => ({
    key,
    lines: named.find((label) => label.key === key)?.lines ?? [],
    y: top + gap / 2 + 0.82 * lineHeight,
    anchor,
    middle: top + height / 2,
  }));
}

function bestMark(
  { validation, bestThreshold }: AccuracyStripInput,
  frame: AxisFrame,
  scale: ThresholdScale,
  y: ScaleLinear<number, number>,
): BestMark | null {
  const best = validation.find(({ threshold }) => threshold === bestThreshold);
  if (best === undefined) return null;
  const x = scale.x(best.threshold);
  const text = `τ*\u00a0${thresholdWords(best.threshold)}, ${accuracyNumber(best.summary)}`;
  return { x, y: y(best.summary.mean), text, textX: besideMark(x, text, frame) };
}

/** Bold type runs about a fifth wider than running text, and the mark has half an em on each side. */
function besideMark(x: number, text: string, { em, textCharacter, width }: AxisFrame): number {
  const textWidth = 1.25 * textCharacter * text.length;
  const gap = 0.8 * em;
  if (x + gap + textWidth <= width) return x + gap;
  return Math.max(0, x - gap - textWidth);
}

/** The point whose pixel is nearest to `x`; null without points. */
export function nearestPoint(points: readonly PlotPoint[], x: number): PlotPoint | null {
  return points.reduce<PlotPoint | null>(
    (nearest, point) =>
      nearest === null || Math.abs(point.x - x) < Math.abs(nearest.x - x) ? point : nearest,
    null,
  );
}
