/** What every accuracy of a sweep depends on, in words. */

import type { SweepRecord, SweepSettings } from "../../pipeline/artifacts.ts";
import { dateTime } from "../format/date-time.ts";

/** "inductive, seeds 1, 2, 3, split seed 1, 16 shots" */
export function sweepConditions({ scope, splitSeed, training }: SweepSettings): string {
  const seeds = training.runSeeds;
  const shots =
    training.shots === "all"
      ? "all shots"
      : `${training.shots} ${training.shots === 1 ? "shot" : "shots"}`;
  return `${scope}, ${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}, split seed ${splitSeed}, ${shots}`;
}

/** Who computed the sweep, where and when. */
export function sweepOrigin({ origin, compute }: SweepRecord): string {
  if (compute === null) {
    return origin === "recorded" ? "Recorded. Run repeats it here." : "Trained on this device.";
  }
  const device = `on ${compute.trainingBackend} (${compute.adapter})`;
  return origin === "recorded"
    ? `Recorded on ${dateTime(compute.finishedAt)} ${device}. Run repeats it here.`
    : `Trained here ${device}, last point on ${dateTime(compute.finishedAt)}.`;
}
