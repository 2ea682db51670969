/** Shows how far the graph and the epochs of the run that started last are; with several workers the others go on unseen. */

import type { EpochReport, RunReport } from "../../pipeline/artifacts.ts";
import type { RunningProgress } from "../stage-run.ts";
import type { CommandContext } from "./context.ts";
import { createProgressMeter } from "./progress-meter.ts";

const SHOW_EVERY_MS = 150;

/** @returns what takes the reports of this run */
export function showEpochs(
  { studio, services }: CommandContext,
  runSeed: number,
  threshold: number,
): (report: RunReport) => void {
  const reports: EpochReport[] = [];
  const meter = createProgressMeter(services.clock);
  let shownAt = services.clock();
  const show = (preparing: RunningProgress | null): void => {
    studio
      .getState()
      .patchTraining({ live: { runSeed, threshold, preparing, reports: [...reports] } });
  };
  show(null);
  return (report) => {
    const preparing = isEpoch(report) ? null : meter.at(report.label, report.done, report.total);
    if (isEpoch(report)) reports.push(report);
    const { live } = studio.getState().training;
    if (live?.runSeed !== runSeed || live.threshold !== threshold) return;
    const isLast = isEpoch(report) && report.epoch === report.epochs;
    if (services.clock() - shownAt < SHOW_EVERY_MS && !isLast) return;
    shownAt = services.clock();
    show(preparing);
  };
}

function isEpoch(report: RunReport): report is EpochReport {
  return "epoch" in report;
}
