/** Mean and sample standard deviation over seeds, in percent. */

import type { SeedSummary } from "../../pipeline/artifacts.ts";
import { percentNumber } from "./percent.ts";

/** { mean: 0.712, sd: 0.014 } -> "71.2 ± 1.4 %"; one seed has no deviation: "71.2 %". */
export function accuracy({ mean, sd }: SeedSummary): string {
  return `${accuracyNumber({ mean, sd })}\u00a0%`;
}

export function accuracyNumber({ mean, sd }: SeedSummary): string {
  if (sd === null) return percentNumber(mean);
  return `${percentNumber(mean)}\u00a0±\u00a0${percentNumber(sd)}`;
}

/** A difference of two accuracies is in points: 0.016 -> "+1.6 points". */
export function points(difference: number): string {
  const size = Math.abs(difference * 100).toFixed(1);
  const sign = size === "0.0" ? "" : difference > 0 ? "+" : "\u2212";
  return `${sign}${size}\u00a0points`;
}

/** Paired differences over seeds: "−2.1 ± 0.8 points". */
export function pointsWithSpread({ mean, sd }: SeedSummary): string {
  if (sd === null) return points(mean);
  return points(mean).replace("\u00a0", `\u00a0±\u00a0${percentNumber(sd)}\u00a0`);
}
