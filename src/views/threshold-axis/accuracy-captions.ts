/** The lines of type above the accuracy strip: whose accuracy it is, and where the curve comes from. */

import type { SweepRecord, SweepSettings } from "../../pipeline/artifacts.ts";
import type { TestResult } from "../../pipeline/evaluation/accuracy-curve.ts";

import { sweepOrigin } from "../evaluation/sweep-words.ts";
import { accuracy, points } from "../format/accuracy.ts";
import { countOf } from "../format/count.ts";
import { settingsThatDiffer } from "./settings-words.ts";

export interface AccuracyCaption {
  readonly text: string;
  readonly tone: "plain" | "warning";
}

export interface CurveSituation {
  readonly sweep: SweepRecord;
  readonly current: SweepSettings;
  readonly stale: boolean;
  readonly running: boolean;
  /** Null while covered. */
  readonly test: TestResult | null;
}

export function accuracyCaptions(situation: CurveSituation): readonly AccuracyCaption[] {
  const { sweep, test } = situation;
  const { settings } = sweep;
  const count = settings.training.runSeeds.length;
  const seeds = count === 1 ? "1 seed (no spread, not a result)" : `${count} seeds`;
  const whose = test === null ? "Validation" : "Validation and test";
  const cover = test === null ? "; test covered" : "";
  return [
    plain(`${whose} mean ± sd, ${seeds}, ${settings.scope}, split ${settings.splitSeed}${cover}`),
    ...testCaption(test),
    ...originCaption(situation),
  ];
}

function testCaption(test: TestResult | null): readonly AccuracyCaption[] {
  if (test === null) return [];
  const gap = points(test.optimism).replace("+", "");
  return [plain(`Test at τ* ${accuracy(test.atBest)}; optimism of choosing τ on test ${gap}`)];
}

function originCaption(situation: CurveSituation): readonly AccuracyCaption[] {
  const { sweep, current, stale, running } = situation;
  if (stale) {
    const differing = settingsThatDiffer(sweep.settings, current);
    const made =
      differing.length === 0 ? "other images, labels, texts or models" : differing.join(", ");
    return [{ text: `Made with ${made}. Run repeats it with your settings.`, tone: "warning" }];
  }
  const total = sweep.thresholds.length * sweep.settings.training.runSeeds.length;
  if (running || sweep.points.length < total) {
    return [plain(`${sweep.points.length} of ${countOf(total, "run")} trained`)];
  }
  if (sweep.origin !== "recorded") return [];
  return [plain(sweepOrigin(sweep))];
}

function plain(text: string): AccuracyCaption {
  return { text, tone: "plain" };
}

/** Breaks a caption into as few lines within `maxWidth` as it needs, about equally long; a longer word stays whole. */
export function wrapCaption(
  { text, tone }: AccuracyCaption,
  maxWidth: number,
  widthOf: (text: string) => number,
): readonly AccuracyCaption[] {
  const linesWithin = (width: number): readonly string[] =>
    wrapWords(text, (line) => widthOf(line) <= width);
  const whole = widthOf(text);
  const needed = linesWithin(maxWidth).length;
  const step = whole / text.length;
  let width = whole / needed;
  while (width < maxWidth && linesWithin(width).length > needed) width += step;
  return linesWithin(Math.min(width, maxWidth)).map((line) => ({ text: line, tone }));
}

function wrapWords(text: string, fits: (line: string) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && fits(`${line} ${word}`)) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
