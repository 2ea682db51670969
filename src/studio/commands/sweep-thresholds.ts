/** Training and evaluation: one adapter a (threshold, seed), coarse to fine, each point stored and shown as it lands. */

import { StudioError } from "../../errors.ts";
import type {
  CancelToken,
  OnProgress,
  Pools,
  SweepRecord,
  SweepSettings,
} from "../../pipeline/artifacts.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import type { LedgerWeights } from "../ledger-record.ts";
import { selectPools, selectTrainingObstacle, type TrainingObstacle } from "../selectors/pools.ts";
import { selectSweepKey, selectSweepSettings } from "../selectors/sweep-key.ts";
import { recordSeconds, runStage, type CommandContext } from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { createLosses } from "./lost-training.ts";
import { bestAdapters, recordSweep, runStart, type RunStart } from "./record-run.ts";
import { showEpochs } from "./show-epochs.ts";
import { createKeeper, type Keeper } from "./sweep-keeper.ts";
import { currentProblem } from "./sweep-problem.ts";
import { isComplete, remainingTasks, taskSize, type SweepTask } from "../sweep-tasks.ts";

/** Everything a sweep is made from, read at one moment: what the visitor changes later belongs to the next one. */
interface SweepPlan {
  readonly key: string;
  readonly settings: SweepSettings;
  readonly pools: Pools;
  readonly problem: SweepProblem;
}

export async function sweepThresholds(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const { patchEvaluation, patchTraining } = studio.getState();
  const startMs = services.clock();
  const start = runStart(context);
  patchEvaluation({ revealedKey: null });
  let keeper: Keeper | null = null;
  let weights: readonly LedgerWeights[] = [];
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
        const start = await startingRecord(context, cancel, report, plan);
        throwIfCancelled(cancel);
        report({ label: "Preparing training", done: 0, total: 0 });
        const device = await services.training.prepare(plan.problem);
        throwIfCancelled(cancel);
        keeper = createKeeper(context, start);
        keeper.continueOn(device);
        await finishSweep(context, cancel, report, keeper, plan.problem);
        weights = await bestAdapters(context, cancel, report, keeper.record());
        return { artifact: plan.key, madeFrom: plan.key };
      },
    );
    recordSeconds(context, "sweep", startMs);
  } finally {
    context.sweeping = null;
    patchTraining({ live: null });
    await saveLast(context, start, keeper, weights);
  }
}

/** Takes the keeper as an argument: TypeScript cannot see that the stage's work has assigned it. */
async function saveLast(
  context: CommandContext,
  start: RunStart,
  keeper: Keeper | null,
  weights: readonly LedgerWeights[],
): Promise<void> {
  if (keeper === null) return;
  await recordSweep(context, start, keeper.record(), weights);
  await keeper.save();
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

/** @throws StudioError dataset/* where nothing can be trained on */
export function refuseUntrainable(context: CommandContext): void {
  const obstacle = selectTrainingObstacle(context.studio.getState());
  if (obstacle !== null) throw OBSTACLES[obstacle];
}

function sweepPlan({ studio }: CommandContext): SweepPlan {
  const state = studio.getState();
  const pools = selectPools(state);
  const problem = currentProblem(state);
  if (pools === null || problem === null) {
    throw new TypeError("a sweep needs the graph of the current settings");
  }
  return { key: selectSweepKey(state), settings: selectSweepSettings(state), pools, problem };
}

/**
 * Points of an earlier, unfinished sweep with the same key are kept, whatever device they were trained on; the record names all of them.
 * A recorded sweep is never continued, Run repeats it.
 */
async function startingRecord(
  { studio, services }: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  { key, settings, pools, problem }: SweepPlan,
): Promise<SweepRecord> {
  const shown = studio.getState().evaluation.sweep;
  const known = [shown, await services.session.loadSweep(key)].filter(
    (record) => record?.key === key,
  );
  throwIfCancelled(cancel);
  const unfinished = known.find((record) => record?.origin === "computed" && !isComplete(record));
  if (unfinished != null) return unfinished;
  report({ label: "Choosing thresholds", done: 0, total: 0 });
  const thresholds = await services.graph.thresholdGrid(
    problem.features,
    pools,
    problem.runs,
    settings.thresholdCount,
    settings.pairBudget,
    report,
    cancel,
  );
  return {
    key,
    settings,
    thresholds,
    testRevealed: known.some((record) => record?.testRevealed === true),
    points: [],
    linearProbes: [],
    origin: "computed",
    compute: null,
  };
}

/** A lost GPU or a dead worker ends no sweep: training is prepared anew and goes on from the last finished point. */
export async function finishSweep(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  keeper: Keeper,
  problem: SweepProblem,
): Promise<void> {
  const losses = createLosses();
  let lost: string | null = null;
  for (;;) {
    try {
      if (lost !== null) {
        report({ label: `Preparing training again after ${lost}`, done: 0, total: 0 });
        keeper.continueOn(await context.services.training.prepare(problem));
        throwIfCancelled(cancel);
      }
      await trainRemaining(context, cancel, report, keeper, lost);
      return;
    } catch (error) {
      lost = cancel.cancelled ? null : losses.describe(error);
      if (lost === null) throw error;
    }
  }
}

async function trainRemaining(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  keeper: Keeper,
  lost: string | null,
): Promise<void> {
  const { training } = context.services;
  const { thresholds, settings } = keeper.record();
  const tasks = remainingTasks(keeper.record(), training.trainsSeedsTogether());
  const total = (thresholds.length + 1) * settings.training.runSeeds.length;
  let done = total - tasks.reduce((sum, task) => sum + taskSize(task), 0);
  const { trainingBackend } = context.studio.getState().device;
  const label =
    lost === null ? "Runs" : `Runs, on ${trainingBackend ?? "new workers"} after ${lost}`;
  report({ label, done, total });
  await eachInParallel(tasks.length, training.concurrency(), cancel, async (k) => {
    const task = tasks[k];
    if (task === undefined) return;
    await finishTask(context, cancel, task, keeper);
    done += taskSize(task);
    report({ label, done, total });
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
  const { runSeeds, threshold } = task;
  const [shownSeed] = runSeeds;
  if (shownSeed === undefined) throw new TypeError("a task without a seed");
  const onEpoch = showEpochs(context, shownSeed, threshold);
  const points = await training.trainRuns(runSeeds, threshold, onEpoch, cancel, false);
  throwIfCancelled(cancel);
  keeper.keep((record) => ({ ...record, points: [...record.points, ...points] }));
}
