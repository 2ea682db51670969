/** What a sweep has still to train, and in which order. */

import type { SweepRecord } from "../../pipeline/artifacts.ts";
import { coarseToFine } from "../../pipeline/graph/threshold-grid.ts";

export type SweepTask =
  | { readonly kind: "run"; readonly runSeed: number; readonly threshold: number }
  | { readonly kind: "probe"; readonly runSeed: number };

export function isComplete(record: SweepRecord): boolean {
  return remainingTasks(record).length === 0;
}

/** The two ends first (the right one is the bottleneck adapter), then the probes, then the grid coarse to fine. */
export function remainingTasks(record: SweepRecord): readonly SweepTask[] {
  const seeds = record.settings.training.runSeeds;
  const done = new Set(
    record.points.map((point) => `${String(point.runSeed)} ${String(point.threshold)}`),
  );
  const probed = new Set(record.linearProbes.map((point) => point.runSeed));
  const runs = coarseToFine(record.thresholds.length)
    .map((index) => record.thresholds[index])
    .filter((threshold) => threshold !== undefined)
    .flatMap((threshold) =>
      seeds.map((runSeed): SweepTask => ({ kind: "run", runSeed, threshold })),
    );
  const probes = seeds.map((runSeed): SweepTask => ({ kind: "probe", runSeed }));
  const ends = 2 * seeds.length;
  return [...runs.slice(0, ends), ...probes, ...runs.slice(ends)].filter((task) =>
    task.kind === "run"
      ? !done.has(`${String(task.runSeed)} ${String(task.threshold)}`)
      : !probed.has(task.runSeed),
  );
}
