/** Shows the epochs of the run that started last; with several workers the others go on unseen. */

import type { EpochReport } from "../../pipeline/artifacts.ts";
import type { CommandContext } from "./context.ts";

const SHOW_EPOCH_EVERY_MS = 150;

/** @returns what takes the reports of this run */
export function showEpochs(
  { studio, services }: CommandContext,
  runSeed: number,
  threshold: number,
): (report: EpochReport) => void {
  const reports: EpochReport[] = [];
  let shownAt = services.clock();
  studio.getState().patchTraining({ live: { runSeed, threshold, reports: [] } });
  return (report) => {
    reports.push(report);
    const { live } = studio.getState().training;
    if (live?.runSeed !== runSeed || live.threshold !== threshold) return;
    if (services.clock() - shownAt < SHOW_EPOCH_EVERY_MS && report.epoch < report.epochs) return;
    shownAt = services.clock();
    studio.getState().patchTraining({ live: { runSeed, threshold, reports: [...reports] } });
  };
}
