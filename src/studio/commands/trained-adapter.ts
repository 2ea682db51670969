/** The adapter that is trained to be used: kept whole, asked for the class of one more example, and saved as files. */

import { fromWireError, toWireError } from "../../errors.ts";
import {
  Cancelled,
  type CancelToken,
  type OnProgress,
  type RunReport,
} from "../../pipeline/artifacts.ts";
import { inductiveAttachment } from "../../pipeline/evaluation/inductive-attachment.ts";
import type { AdapterOrigin, TrainedAdapter } from "../../pipeline/evaluation/trained-adapter.ts";
import type { ImportFile } from "../../pipeline/embeddings/imported-features.ts";
import type { StudioCommands } from "../commands.ts";
import { selectDataset, selectPools } from "../selectors/pools.ts";
import {
  selectCurrentAdapter,
  selectTrainedAdapterKey,
  selectTrainedThreshold,
} from "../selectors/trained-adapter.ts";
import { selectSweepKey } from "../selectors/sweep-key.ts";
import type { NewExample } from "../services.ts";
import type { Prediction } from "../slices/trained-adapter.ts";
import { IDLE, readyArtifact } from "../stage-run.ts";
import { runStage, StageFailed, type CommandContext } from "./context.ts";
import { throwIfCancelled, untilCancelled } from "./job.ts";
import { onPreparedWorkers } from "./lost-training.ts";
import { newExampleRow } from "./new-example-row.ts";
import { presentGraph } from "./run-all.ts";
import { currentProblem } from "./sweep-problem.ts";
import { refuseUntrainable } from "./sweep-thresholds.ts";

export function adapterCommands(
  context: CommandContext,
): Pick<
  StudioCommands,
  "trainKeptAdapter" | "cancelAdapter" | "predictExample" | "forgetPrediction" | "exportAdapter"
> {
  return {
    trainKeptAdapter: () => trainKeptAdapter(context),
    cancelAdapter: () => cancelAdapter(context),
    predictExample: (example) => predictExample(context, example),
    forgetPrediction: () => {
      context.predictionJob.cancel();
      context.studio.getState().patchTrainedAdapter({ prediction: null });
    },
    exportAdapter: () => exportAdapter(context),
  };
}

export function cancelAdapter({ adapterJob, predictionJob }: CommandContext): void {
  predictionJob.cancel();
  adapterJob.cancel();
}

/** For other data: nothing of the adapter and of what it predicted stays. */
export function clearAdapter(context: CommandContext): void {
  cancelAdapter(context);
  context.studio.getState().patchTrainedAdapter({ run: IDLE, prediction: null });
}

/** Trains what is not there yet; an example that was asked for last is predicted anew where its embeddings are enough. */
async function trainKeptAdapter(context: CommandContext): Promise<void> {
  const { studio, adapterJob } = context;
  if (adapterJob.running()) await adapterJob.settled();
  if (context.replaying || selectCurrentAdapter(studio.getState()) !== null) return;
  try {
    await adapterJob.start((cancel) => train(context, cancel));
  } catch (error) {
    if (error instanceof StageFailed) return;
    studio.getState().patchTrainedAdapter({ run: { status: "failed", error: toWireError(error) } });
  }
  predictAgain(context);
}

async function train(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  await runStage<TrainedAdapter>(
    context,
    cancel,
    (run) => {
      studio.getState().patchTrainedAdapter({ run });
    },
    async (report) => {
      refuseUntrainable(context);
      await presentGraph(context, cancel);
      throwIfCancelled(cancel);
      const state = studio.getState();
      const problem = currentProblem(state);
      const origin = adapterOrigin(context);
      const runSeed = problem?.runs[0]?.runSeed;
      if (problem === null || origin === null || runSeed === undefined) {
        throw new TypeError("an adapter needs the graph of the current settings");
      }
      const madeFrom = selectTrainedAdapterKey(state);
      const threshold = selectTrainedThreshold(state);
      report({ label: "Preparing training", done: 0, total: 0 });
      const onReport = (told: RunReport): void => report(asProgress(told));
      const artifact = await onPreparedWorkers(context, cancel, problem, () =>
        services.training.trainAdapter(origin, runSeed, threshold, onReport, cancel),
      );
      return { artifact, madeFrom };
    },
  );
}

function asProgress(report: RunReport): Parameters<OnProgress>[0] {
  if (!("epoch" in report)) return report;
  return { label: "Training the adapter, epochs", done: report.epoch, total: report.epochs };
}

function adapterOrigin({ studio }: CommandContext): AdapterOrigin | null {
  const state = studio.getState();
  const dataset = selectDataset(state);
  const pools = selectPools(state);
  const embeddings = readyArtifact(state.embeddings.run);
  if (dataset === null || pools === null || embeddings === null) return null;
  return {
    embeddings: { image: embeddings.image, text: embeddings.text },
    features: state.embeddings.settings,
    trainPool: pools.pool.flatMap((pool, i) => (pool === "train" ? [i] : [])),
    classNames: dataset.classNames,
    fingerprint: selectSweepKey(state),
  };
}

async function predictExample(context: CommandContext, example: NewExample): Promise<void> {
  const { studio, predictionJob } = context;
  const { name } = example;
  try {
    await predictionJob.start((cancel) =>
      runStage<Prediction>(
        context,
        cancel,
        (run) => {
          studio.getState().patchTrainedAdapter({ prediction: { name, run } });
        },
        async (report) => {
          const { row, caption } = await newExampleRow(context, cancel, report, example);
          const adapter = await currentAdapter(context, cancel, report);
          const attachment = inductiveAttachment(adapter, row);
          return { artifact: { caption, row, attachment }, madeFrom: adapter.fingerprint };
        },
      ),
    );
  } catch (error) {
    if (error instanceof StageFailed) return;
    const run = { status: "failed", error: toWireError(error) } as const;
    studio.getState().patchTrainedAdapter({ prediction: { name, run } });
  } finally {
    releaseModels(context);
  }
}

/** What the first photo waits for; those after it are only attached. */
async function currentAdapter(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<TrainedAdapter> {
  const { studio } = context;
  const current = (): TrainedAdapter | null => selectCurrentAdapter(studio.getState());
  if (current() === null) {
    report({ label: "Waiting for the adapter", done: 0, total: 0 });
    await untilCancelled(trainKeptAdapter(context), cancel);
  }
  const { run } = studio.getState().trainedAdapter;
  // Of an earlier τ where the slider has moved meanwhile.
  const adapter = current() ?? readyArtifact(run);
  if (adapter !== null) return adapter;
  throw run.status === "failed" ? fromWireError(run.error) : new Cancelled();
}

/** A row that lacks what the adapter now reads stays with the prediction of the adapter before. */
function predictAgain({ studio, predictionJob }: CommandContext): void {
  const { prediction } = studio.getState().trainedAdapter;
  const adapter = selectCurrentAdapter(studio.getState());
  if (predictionJob.running() || prediction?.run.status !== "ready" || adapter === null) return;
  const { row } = prediction.run.artifact;
  const { modalityWeight } = adapter.features;
  if (modalityWeight < 1 && row.image === null) return;
  if (modalityWeight > 0 && row.text === null) return;
  const attachment = inductiveAttachment(adapter, row);
  const artifact = { ...prediction.run.artifact, attachment };
  const run = { status: "ready", artifact, madeFrom: adapter.fingerprint } as const;
  studio.getState().patchTrainedAdapter({ prediction: { ...prediction, run } });
}

/** Unless something else is using the models. */
function releaseModels({ services, mainJob, studyJobs, predictionJob }: CommandContext): void {
  const others = [mainJob, predictionJob, ...Object.values(studyJobs)];
  if (!others.some((job) => job.running())) services.foundation.release();
}

/** Null where there is none: its stage says why. Rejects where its file cannot be written. */
async function exportAdapter(context: CommandContext): Promise<ImportFile | null> {
  const { studio, services } = context;
  await trainKeptAdapter(context);
  const state = studio.getState();
  const adapter = selectCurrentAdapter(state);
  if (adapter === null) return null;
  return services.featureFiles.writeAdapter(adapter, selectDataset(state)?.name ?? "");
}
