/** How a threshold is written. */

/** The two ends of a sweep's grid are graphs, not places on the axis. */
export function thresholdWords(threshold: number): string {
  if (threshold <= -1) return "all pairs";
  if (threshold >= 1) return "no edges";
  return thresholdNumber(threshold);
}

/** 0.25 -> "0.250", with a real minus sign. */
export function thresholdNumber(threshold: number): string {
  return threshold.toFixed(3).replace("-", "\u2212");
}

/** 6.71 -> "6.7", 105.2 -> "105" */
export function degreeNumber(degree: number): string {
  return degree.toFixed(degree < 100 ? 1 : 0);
}
