/** Where the keys and a drag put τ. */

/** A hundred and fifty key presses from end to end. */
const SMALL_STEPS = 150;

export interface ThresholdSteps {
  readonly range: readonly [number, number];
  /** Trained thresholds, ascending; may hold the ends -1.01 and 1.01. */
  readonly grid: readonly number[];
}

/** Without a trained threshold to go to. */
const PAGE_STEPS = 10;

/** τ after a key, or null when the key is not one of the slider's. Page keys go from one trained threshold to the next, or ten steps without any. */
export function thresholdAfterKey(
  key: string,
  threshold: number,
  { range: [low, high], grid }: ThresholdSteps,
): number | null {
  const step = (high - low) / SMALL_STEPS;
  const clamped = grid.map((value) => Math.min(high, Math.max(low, value)));
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(low, threshold - step);
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(high, threshold + step);
    case "PageDown":
      if (grid.length === 0) return Math.max(low, threshold - PAGE_STEPS * step);
      return clamped.findLast((value) => value < threshold) ?? low;
    case "PageUp":
      if (grid.length === 0) return Math.min(high, threshold + PAGE_STEPS * step);
      return clamped.find((value) => value > threshold) ?? high;
    case "Home":
      return low;
    case "End":
      return high;
    default:
      return null;
  }
}

/** The trained threshold within `reach` of a dragged one, else the dragged one: a trained point can be hit exactly. */
export function snapToGrid(threshold: number, grid: readonly number[], reach: number): number {
  let snapped = threshold;
  let nearest = reach;
  for (const value of grid) {
    const distance = Math.abs(value - threshold);
    if (distance <= nearest) {
      snapped = value;
      nearest = distance;
    }
  }
  return snapped;
}
