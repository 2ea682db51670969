/** What a sweep has still to train, and in which order. */

import type { SweepRecord } from "../pipeline/artifacts.ts";
import { coarseToFine } from "../pipeline/graph/threshold-grid.ts";

export type SweepTask =
  | { readonly kind: "runs"; readonly runSeeds: readonly number[]; readonly threshold: number }
  | { readonly kind: "probe"; readonly runSeed: number };

export function isComplete(record: SweepRecord): boolean {
  return remainingTasks(record, false).length === 0;
}

/** How many runs and probes a task stands for. */
export function taskSize(task: SweepTask): number {
  return task.kind === "runs" ? task.runSeeds.length : 1;
}

/**
 * The two ends first (the right one is the bottleneck adapter), then the probes, then the grid coarse to fine.
 *
 * @param together one task for all missing seeds of a threshold, else one a seed
 */
export function remainingTasks(record: SweepRecord, together: boolean): readonly SweepTask[] {
  const seeds = record.settings.training.runSeeds;
  const done = new Set(
    record.points.map((point) => `${String(point.runSeed)} ${String(point.threshold)}`),
  );
  const probed = new Set(record.linearProbes.map((point) => point.runSeed));
  const runsAt = (index: number): readonly SweepTask[] => {
    const threshold = record.thresholds[index];
    if (threshold === undefined) return [];
    const missing = seeds.filter((seed) => !done.has(`${String(seed)} ${String(threshold)}`));
    if (missing.length === 0) return [];
    const groups = together ? [missing] : missing.map((seed) => [seed]);
    return groups.map((runSeeds) => ({ kind: "runs", runSeeds, threshold }));
  };
  const order = coarseToFine(record.thresholds.length);
  const probes = seeds
    .filter((runSeed) => !probed.has(runSeed))
    .map((runSeed): SweepTask => ({ kind: "probe", runSeed }));
  return [...order.slice(0, 2).flatMap(runsAt), ...probes, ...order.slice(2).flatMap(runsAt)];
}
