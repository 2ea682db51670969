/** What is known at τ, in words that keep recorded, previewed and trained apart. */

import type { RunPoint } from "../../pipeline/artifacts.ts";
import type { CurvePoint } from "../../pipeline/evaluation/accuracy-curve.ts";
import type { PreviewPoint } from "../../pipeline/evaluation/training-free-preview.ts";
import { accuracy } from "../format/accuracy.ts";
import { percent } from "../format/percent.ts";
import { thresholdWords } from "./threshold-words.ts";

/** "71.2 ± 1.4 % recorded at 0.253" */
export function curveWords({ threshold, validation }: CurvePoint, recorded: boolean): string {
  return `${accuracy(validation)} ${recorded ? "recorded" : "trained"} at ${thresholdWords(threshold)}`;
}

/** "64.2 % preview, no training", or "64.2 % preview at 0.300" while it follows late; null below the cut-off. */
export function previewWords(point: PreviewPoint | null): string {
  if (point === null) return "no preview where shaded";
  const { threshold, validationAccuracy, caughtUp } = point;
  const place = caughtUp ? ", no training" : ` at ${thresholdWords(threshold)}`;
  return `${percent(validationAccuracy)} preview${place}`;
}

/** "71.0 % trained here at 0.300" */
export function trainedWords({ threshold, validationAccuracy }: RunPoint): string {
  return `${percent(validationAccuracy)} trained here at ${thresholdWords(threshold)}`;
}

/** "training: epoch 90 of 150"; without a report it has not begun to count. */
export function trainingWords(
  report: { readonly epoch: number; readonly epochs: number } | null,
): string {
  return report === null ? "training" : `training: epoch ${report.epoch} of ${report.epochs}`;
}
