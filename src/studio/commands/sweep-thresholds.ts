/** Training and evaluation: one adapter a (threshold, seed), coarse to fine, each point stored and shown as it lands. */

import { StudioError } from "../../errors.ts";
import type {
  CancelToken,
  EpochReport,
  LinearProbePoint,
  OnProgress,
  RunPoint,
  SweepRecord,
} from "../../pipeline/artifacts.ts";
import { coarseToFine, thresholdGrid } from "../../pipeline/graph/threshold-grid.ts";
import {
  selectPools,
  selectRuns,
  selectTrainingObstacle,
  type TrainingObstacle,
} from "../selectors/pools.ts";
import { selectSweepKey, selectSweepSettings } from "../selectors/sweep-key.ts";
import { readyArtifact } from "../stage-run.ts";
import { recordSeconds, runStage, type CommandContext } from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";

/** Seldom enough that writing a growing file costs nothing beside training. */
const SAVE_EVERY_MS = 1500;
const SHOW_EPOCH_EVERY_MS = 150;

type Task =
  | { readonly kind: "run"; readonly runSeed: number; readonly threshold: number }
  | { readonly kind: "probe"; readonly runSeed: number };

export async function sweepThresholds(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const { patchEvaluation, patchTraining } = studio.getState();
  const startMs = services.clock();
  patchEvaluation({ revealedKey: null });
  try {
    await runStage<string>(
      context,
      cancel,
      (run) => {
        patchEvaluation({ run });
      },
      async (report) => {
        refuseUntrainable(context);
        const key = selectSweepKey(studio.getState());
        await finishSweep(context, cancel, report, await startingRecord(context, key));
        return { artifact: key, madeFrom: key };
      },
    );
    recordSeconds(context, "sweep", startMs);
  } finally {
    patchTraining({ live: null });
    const { sweep } = studio.getState().evaluation;
    if (sweep?.origin === "computed") await services.session.saveSweep(sweep);
  }
}

const OBSTACLES: Record<TrainingObstacle, StudioError> = {
  "no-labels": new StudioError("dataset/no-labels", "No image carries a label."),
  "single-class": new StudioError("dataset/single-class", "All labelled images are of one class."),
  "classes-too-small": new StudioError(
    "dataset/classes-too-small",
    "Fewer than two classes have three images or more.",
  ),
};

function refuseUntrainable(context: CommandContext): void {
  const obstacle = selectTrainingObstacle(context.studio.getState());
  if (obstacle !== null) throw OBSTACLES[obstacle];
}

/** Points of an earlier, unfinished sweep with the same key are kept; a recorded sweep is never continued, Run repeats it. */
async function startingRecord(context: CommandContext, key: string): Promise<SweepRecord> {
  const state = context.studio.getState();
  const shown = state.evaluation.sweep;
  if (shown?.key === key && shown.origin === "computed" && !isComplete(shown)) return shown;
  const saved = await context.services.session.loadSweep(key);
  if (saved !== null && !isComplete(saved)) return saved;
  const settings = selectSweepSettings(state);
  const pools = selectPools(state);
  const graph = readyArtifact(state.graph.run);
  if (pools === null || graph === null) throw new TypeError("a sweep needs a graph");
  return {
    key,
    settings,
    thresholds: thresholdGrid(
      graph.similarities,
      pools,
      selectRuns(state),
      settings.scope,
      settings.thresholdCount,
    ),
    points: [],
    linearProbes: [],
    origin: "computed",
    compute: null,
  };
}

function isComplete(record: SweepRecord): boolean {
  return remainingTasks(record).length === 0;
}

/** The two ends first (the right one is the bottleneck adapter), then the probes, then the grid coarse to fine. */
function remainingTasks(record: SweepRecord): readonly Task[] {
  const seeds = record.settings.training.runSeeds;
  const done = new Set(
    record.points.map((point) => `${String(point.runSeed)} ${String(point.threshold)}`),
  );
  const probed = new Set(record.linearProbes.map((point) => point.runSeed));
  const runs = coarseToFine(record.thresholds.length)
    .map((index) => record.thresholds[index])
    .filter((threshold) => threshold !== undefined)
    .flatMap((threshold) => seeds.map((runSeed): Task => ({ kind: "run", runSeed, threshold })));
  const probes = seeds.map((runSeed): Task => ({ kind: "probe", runSeed }));
  const ends = 2 * seeds.length;
  return [...runs.slice(0, ends), ...probes, ...runs.slice(ends)].filter((task) =>
    task.kind === "run"
      ? !done.has(`${String(task.runSeed)} ${String(task.threshold)}`)
      : !probed.has(task.runSeed),
  );
}

async function finishSweep(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  start: SweepRecord,
): Promise<void> {
  const { services } = context;
  let record = start;
  const keep = createKeeper(context, (change) => (record = change(record)));
  keep((current) => current);
  const tasks = remainingTasks(record);
  const total = (start.thresholds.length + 1) * start.settings.training.runSeeds.length;
  let done = total - tasks.length;
  report({ label: "Preparing training", done, total });
  const device = await prepare(context);
  throwIfCancelled(cancel);
  context.studio.getState().patchDevice({ trainingBackend: device.backend });
  keep((current) => ({
    ...current,
    compute: {
      trainingBackend: device.backend,
      adapter: device.adapter,
      finishedAt: services.now(),
    },
  }));
  report({ label: "Runs", done, total });
  await eachInParallel(tasks.length, services.training.concurrency(), cancel, async (k) => {
    const task = tasks[k];
    if (task === undefined) return;
    if (task.kind === "probe") {
      const probe = await services.training.linearProbe(task.runSeed, cancel);
      throwIfCancelled(cancel);
      keep((current) => withProbe(current, probe));
    } else {
      const onEpoch = showLiveRun(context, task.runSeed, task.threshold);
      const point = await services.training.trainRun(task.runSeed, task.threshold, onEpoch, cancel);
      throwIfCancelled(cancel);
      keep((current) => withPoint(current, point, services.now()));
    }
    done += 1;
    report({ label: "Runs", done, total });
  });
}

function withProbe(record: SweepRecord, probe: LinearProbePoint): SweepRecord {
  return { ...record, linearProbes: [...record.linearProbes, probe] };
}

function withPoint(record: SweepRecord, point: RunPoint, finishedAt: string): SweepRecord {
  const compute = record.compute === null ? null : { ...record.compute, finishedAt };
  return { ...record, compute, points: [...record.points, point] };
}

type Change = (record: SweepRecord) => SweepRecord;

/** Shows each change at once and stores it now and then, so that a reload keeps finished points. */
function createKeeper(
  context: CommandContext,
  apply: (change: Change) => SweepRecord,
): (change: Change) => void {
  const { studio, services } = context;
  let savedAt = services.clock();
  return (change) => {
    const sweep = apply(change);
    studio.getState().patchEvaluation({ sweep });
    if (services.clock() - savedAt < SAVE_EVERY_MS) return;
    savedAt = services.clock();
    // A failed save costs only a later reload its points; the last save of the sweep is awaited and reports.
    services.session.saveSweep(sweep).catch(() => undefined);
  };
}

async function prepare(context: CommandContext): Promise<{ backend: string; adapter: string }> {
  const state = context.studio.getState();
  const graph = readyArtifact(state.graph.run);
  const { fused } = state.embeddings;
  if (graph === null || fused === null) throw new TypeError("training needs a graph and features");
  return context.services.training.prepare({
    features: fused,
    featureScale: state.embeddings.settings.scale,
    similarities: graph.similarities,
    runs: selectRuns(state),
    adapter: state.adapter.settings,
    training: state.training.settings,
  });
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
