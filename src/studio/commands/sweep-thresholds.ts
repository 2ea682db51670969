/** Training and evaluation: one adapter a (threshold, seed), coarse to fine, each point stored and shown as it lands. */

import { StudioError } from "../../errors.ts";
import type {
  CancelToken,
  EpochReport,
  OnProgress,
  SweepRecord,
  SweepSettings,
} from "../../pipeline/artifacts.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import { thresholdGrid } from "../../pipeline/graph/threshold-grid.ts";
import {
  selectPools,
  selectRuns,
  selectTrainingObstacle,
  type TrainingObstacle,
} from "../selectors/pools.ts";
import { selectGraphKey, selectSweepKey, selectSweepSettings } from "../selectors/sweep-key.ts";
import { readyArtifact } from "../stage-run.ts";
import { recordSeconds, runStage, type CommandContext } from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { isComplete, remainingTasks, type SweepTask } from "./sweep-tasks.ts";

const SHOW_EPOCH_EVERY_MS = 150;

/** Everything a sweep is made from, read at one moment: what the visitor changes later belongs to the next one. */
interface SweepPlan {
  readonly key: string;
  readonly settings: SweepSettings;
  readonly problem: SweepProblem;
  readonly thresholds: readonly number[];
}

export async function sweepThresholds(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const { patchEvaluation, patchTraining } = studio.getState();
  const startMs = services.clock();
  patchEvaluation({ revealedKey: null });
  let keeper: Keeper | null = null;
  try {
    await runStage<string>(
      context,
      cancel,
      (run) => {
        patchEvaluation({ run });
      },
      async (report) => {
        refuseUntrainable(context);
        const plan = sweepPlan(context);
        context.sweeping = plan.key;
        report({ label: "Preparing training", done: 0, total: 0 });
        const device = await services.training.prepare(plan.problem);
        throwIfCancelled(cancel);
        studio.getState().patchDevice({ trainingBackend: device.backend });
        const start = await startingRecord(context, plan, device);
        throwIfCancelled(cancel);
        keeper = createKeeper(context, start);
        await finishSweep(context, cancel, report, keeper);
        return { artifact: plan.key, madeFrom: plan.key };
      },
    );
    recordSeconds(context, "sweep", startMs);
  } finally {
    context.sweeping = null;
    patchTraining({ live: null });
    await saveLast(keeper);
  }
}

/** Takes the keeper as an argument: TypeScript cannot see that the stage's work has assigned it. */
async function saveLast(keeper: Keeper | null): Promise<void> {
  await keeper?.save();
}

const OBSTACLES: Record<TrainingObstacle, StudioError> = {
  "no-labels": new StudioError("dataset/no-labels", "No image carries a label."),
  "single-class": new StudioError("dataset/single-class", "All labelled images are of one class."),
  "classes-too-small": new StudioError(
    "dataset/classes-too-small",
    "Fewer than two classes have three images or more.",
  ),
  "no-validation": new StudioError(
    "dataset/no-validation",
    "No image is left to validate on, so no threshold could be chosen.",
  ),
};

function refuseUntrainable(context: CommandContext): void {
  const obstacle = selectTrainingObstacle(context.studio.getState());
  if (obstacle !== null) throw OBSTACLES[obstacle];
}

function sweepPlan({ studio }: CommandContext): SweepPlan {
  const state = studio.getState();
  const settings = selectSweepSettings(state);
  const pools = selectPools(state);
  const runs = selectRuns(state);
  const graph = readyArtifact(state.graph.run);
  const current =
    state.graph.run.status === "ready" && state.graph.run.madeFrom === selectGraphKey(state);
  if (pools === null || graph?.features == null || !current) {
    throw new TypeError("a sweep needs the graph of the current settings");
  }
  const { features, similarities } = graph;
  return {
    key: selectSweepKey(state),
    settings,
    problem: {
      features,
      featureScale: settings.features.scale,
      similarities,
      runs,
      adapter: settings.adapter,
      training: settings.training,
    },
    thresholds: thresholdGrid(similarities, pools, runs, settings.scope, settings.thresholdCount),
  };
}

/** Points of an earlier, unfinished sweep with the same key and backend are kept; a recorded sweep is never continued, Run repeats it. */
async function startingRecord(
  { studio, services }: CommandContext,
  { key, settings, thresholds }: SweepPlan,
  device: { readonly backend: string; readonly adapter: string },
): Promise<SweepRecord> {
  const continues = (record: SweepRecord): boolean =>
    record.origin === "computed" &&
    record.compute?.trainingBackend === device.backend &&
    !isComplete(record);
  const shown = studio.getState().evaluation.sweep;
  const known = [shown, await services.session.loadSweep(key)].filter(
    (record) => record?.key === key,
  );
  const unfinished = known.find((record) => record !== null && continues(record));
  if (unfinished != null) return unfinished;
  return {
    key,
    settings,
    thresholds,
    testRevealed: known.some((record) => record?.testRevealed === true),
    points: [],
    linearProbes: [],
    origin: "computed",
    compute: {
      trainingBackend: device.backend,
      adapter: device.adapter,
      finishedAt: services.now(),
    },
  };
}

async function finishSweep(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  keeper: Keeper,
): Promise<void> {
  const { training } = context.services;
  const { thresholds, settings } = keeper.record();
  const tasks = remainingTasks(keeper.record());
  const total = (thresholds.length + 1) * settings.training.runSeeds.length;
  let done = total - tasks.length;
  report({ label: "Runs", done, total });
  await eachInParallel(tasks.length, training.concurrency(), cancel, async (k) => {
    const task = tasks[k];
    if (task === undefined) return;
    await finishTask(context, cancel, task, keeper);
    done += 1;
    report({ label: "Runs", done, total });
  });
}

async function finishTask(
  context: CommandContext,
  cancel: CancelToken,
  task: SweepTask,
  keeper: Keeper,
): Promise<void> {
  const { training } = context.services;
  if (task.kind === "probe") {
    const probe = await training.linearProbe(task.runSeed, cancel);
    throwIfCancelled(cancel);
    keeper.keep((record) => ({ ...record, linearProbes: [...record.linearProbes, probe] }));
    return;
  }
  const onEpoch = showLiveRun(context, task.runSeed, task.threshold);
  const point = await training.trainRun(task.runSeed, task.threshold, onEpoch, cancel);
  throwIfCancelled(cancel);
  keeper.keep((record) => ({ ...record, points: [...record.points, point] }));
}

interface Keeper {
  readonly record: () => SweepRecord;
  readonly keep: (change: (record: SweepRecord) => SweepRecord) => void;
  /** Rejects when the points cannot be stored. */
  readonly save: () => Promise<void>;
}

/** Shows and stores each change at once, so that a reload keeps every finished point; the store skips records that a newer one overtakes. */
function createKeeper({ studio, services }: CommandContext, start: SweepRecord): Keeper {
  let record = start;
  const show = (): void => {
    studio.getState().patchEvaluation({ sweep: record });
  };
  show();
  return {
    record: () => record,
    keep: (change) => {
      const changed = change(record);
      const { compute } = changed;
      record = {
        ...changed,
        compute: compute === null ? null : { ...compute, finishedAt: services.now() },
      };
      show();
      // A failed save costs only a later reload its points; the last save of the sweep is awaited and reports.
      services.session.saveSweep(record).catch(() => undefined);
    },
    save: () => services.session.saveSweep(record),
  };
}

/** Shows the run that started last; with several workers the others go on unseen. */
function showLiveRun(
  context: CommandContext,
  runSeed: number,
  threshold: number,
): (report: EpochReport) => void {
  const { studio, services } = context;
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
