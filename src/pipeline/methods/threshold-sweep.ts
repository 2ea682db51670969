/** One seed at every threshold of a grid, and its choice among them (E24). */

import type { Progress, RunPoint } from "../artifacts.ts";
import type { ThresholdTrainer } from "../evaluation/train-at-threshold.ts";

/**
 * Trains the seed at each threshold, and frees the trainer.
 *
 * @returns one point a threshold, in their order
 * @throws StudioError training/diverged
 */
export async function* sweepSeed(
  trainer: ThresholdTrainer,
  runSeed: number,
  thresholds: readonly number[],
  label: string,
): AsyncGenerator<Progress, readonly RunPoint[]> {
  const points: RunPoint[] = [];
  const total = thresholds.length;
  try {
    for (const threshold of thresholds) {
      const training = trainer.trainRuns([runSeed], threshold);
      let step = await training.next();
      while (step.done !== true) {
        yield { label, done: points.length, total };
        step = await training.next();
      }
      points.push(...step.value);
    }
  } finally {
    trainer.dispose();
  }
  return points;
}

/** E24: the point of highest validation accuracy; of equal ones that of the larger τ, the sparser graph. @throws RangeError without a point */
export function chosenPoint(points: readonly RunPoint[]): RunPoint {
  const [first] = points;
  if (first === undefined) throw new RangeError("no point to choose from");
  return points.reduce((best, point) => {
    const gain = point.validationAccuracy - best.validationAccuracy;
    return gain > 0 || (gain === 0 && point.threshold > best.threshold) ? point : best;
  }, first);
}
