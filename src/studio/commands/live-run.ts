/** The run that starts when the slider comes to rest: the shown seed at the current τ, before anything that waits, and no part of the sweep. */

import { toWireError } from "../../errors.ts";
import type { CancelToken, RunPoint } from "../../pipeline/artifacts.ts";
import type { SweepProblem } from "../../pipeline/evaluation/seed-run.ts";
import { selectTrainingObstacle } from "../selectors/pools.ts";
import { selectSweepKey } from "../selectors/sweep-key.ts";
import { selectTrainedThreshold } from "../selectors/trained-adapter.ts";
import type { StudioState } from "../store.ts";
import { StageFailed, type CommandContext } from "./context.ts";
import { throwIfCancelled, untilCancelled } from "./job.ts";
import { loadVectors } from "./load-vectors.ts";
import { onPreparedWorkers } from "./lost-training.ts";
import { showEpochs } from "./show-epochs.ts";
import { currentProblem } from "./sweep-problem.ts";

export async function trainAtThreshold(context: CommandContext): Promise<void> {
  const { studio, liveJob } = context;
  const state = studio.getState();
  // A run that goes on is at this τ: any other τ would have cancelled it.
  if (liveJob.running() || isKnown(state) || selectTrainingObstacle(state) !== null) return;
  if (context.replaying) return;
  try {
    await liveJob.start((cancel) => trainLive(context, cancel));
  } catch (error) {
    // While a sweep runs, its own state is what the stage shows; a failure of the same kind ends the sweep too.
    if (error instanceof StageFailed || context.sweeping !== null) return;
    studio.getState().patchEvaluation({ run: { status: "failed", error: toWireError(error) } });
  }
}

/** At another τ and under other settings the point would belong to nothing on screen. */
export function cancelLiveRun({ studio, liveJob }: CommandContext): void {
  liveJob.cancel();
  const { evaluation, patchEvaluation } = studio.getState();
  if (evaluation.liveThreshold !== null) patchEvaluation({ liveThreshold: null });
}

/** True when the shown seed has been trained at exactly this τ, in the sweep or live. */
function isKnown(state: StudioState): boolean {
  const { sweep, livePoint } = state.evaluation;
  const key = selectSweepKey(state);
  const runSeed = state.training.settings.runSeeds[0];
  const threshold = selectTrainedThreshold(state);
  const isHere = (point: RunPoint): boolean =>
    point.runSeed === runSeed && point.threshold === threshold;
  if (livePoint?.key === key && isHere(livePoint.point)) return true;
  return sweep?.key === key && sweep.points.some(isHere);
}

async function trainLive(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio } = context;
  await graphWithFeatures(context, cancel);
  const state = studio.getState();
  const problem = currentProblem(state);
  const runSeed = problem?.runs[0]?.runSeed;
  if (problem === null || runSeed === undefined) return;
  const threshold = selectTrainedThreshold(state);
  const key = selectSweepKey(state);
  state.patchEvaluation({ liveThreshold: threshold });
  try {
    const point = await trainPoint(context, cancel, problem, runSeed, threshold);
    throwIfCancelled(cancel);
    studio.getState().patchEvaluation({ livePoint: { key, point } });
  } finally {
    studio.getState().patchEvaluation({ liveThreshold: null });
    // A sweep shows its own runs there and clears them when it ends.
    if (context.sweeping === null) studio.getState().patchTraining({ live: null });
  }
}

/** A graph that is being made is waited for; the sample's vectors are loaded where that failed or was cancelled. */
export async function graphWithFeatures(
  context: CommandContext,
  cancel: CancelToken,
): Promise<void> {
  const { studio, mainJob, graphJob } = context;
  const isReady = (): boolean => currentProblem(studio.getState()) !== null;
  if (isReady()) return;
  await untilCancelled(graphJob.settled(), cancel);
  if (isReady() || studio.getState().dataset.origin?.kind !== "sample") return;
  await untilCancelled(mainJob.settled(), cancel);
  const { run, shipped } = studio.getState().embeddings;
  if (shipped && run.status !== "ready") {
    await mainJob.start((loading) => loadVectors(context, loading));
    throwIfCancelled(cancel);
  }
}

async function trainPoint(
  context: CommandContext,
  cancel: CancelToken,
  problem: SweepProblem,
  runSeed: number,
  threshold: number,
): Promise<RunPoint> {
  const [point] = await onPreparedWorkers(context, cancel, problem, () => {
    const onEpoch = showEpochs(context, runSeed, threshold);
    return context.services.training.trainRuns([runSeed], threshold, onEpoch, cancel, true);
  });
  if (point === undefined) throw new TypeError("a run without its point");
  return point;
}
