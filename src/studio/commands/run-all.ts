/** Run: every stage that is not ready, in the order of the data path. */

import { fromWireError, StudioError } from "../../errors.ts";
import { Cancelled, type CancelToken, type Example } from "../../pipeline/artifacts.ts";
import type { Captioner } from "../../pipeline/captions/captioner.ts";
import { selectDataset } from "../selectors/pools.ts";
import { selectCaptionsKey, selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import type { StageRun } from "../stage-run.ts";
import { buildGraph } from "./build-graph.ts";
import { asSidecar, captionImages } from "./caption-images.ts";
import { loadedDataset, StageFailed, type CommandContext } from "./context.ts";
import { currentCaptioner } from "./current-captioner.ts";
import { embedImages } from "./embed-images.ts";
import { throwIfCancelled } from "./job.ts";
import { graphWithFeatures } from "./live-run.ts";
import { cleanedUp, shownEdit } from "./shown-captions.ts";
import { rememberSession } from "./remember-session.ts";
import { currentProblem } from "./sweep-problem.ts";
import { sweepThresholds } from "./sweep-thresholds.ts";

export async function runAll(context: CommandContext, cancel: CancelToken): Promise<void> {
  if (selectDataset(context.studio.getState()) === null) return;
  context.unfinished = true;
  await rememberSession(context);
  let needsFolder = false;
  try {
    await runToGraph(context, cancel);
    await sweepThresholds(context, cancel);
  } catch (error) {
    if (!(error instanceof StageFailed)) throw error;
    needsFolder = error.wire.code === "dataset/folder-needed";
  } finally {
    // The folder that is asked for now is opened to go on.
    context.unfinished = needsFolder;
    await rememberSession(context);
  }
}

/** What training needs: every stage before it that is not ready. @throws StageFailed */
export async function runToGraph(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  await runToEmbeddings(context, cancel);
  services.foundation.release();
  throwIfCancelled(cancel);
  // The sample's first graph has no features: Run may come before they are there.
  if (currentProblem(studio.getState()) === null) await buildGraph(context, cancel);
}

/**
 * For what a visitor asks of the graph: the one that is there or on its way, else it is made of the present texts and models, in the main
 * job, where nothing else runs. @throws StudioError of the stage that failed
 */
export async function presentGraph(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, mainJob } = context;
  await graphWithFeatures(context, cancel);
  if (currentProblem(studio.getState()) !== null || mainJob.running()) return;
  try {
    await mainJob.start((making) => runToGraph(context, making));
  } catch (error) {
    // What asked for the graph says why it has none.
    throw error instanceof StageFailed ? fromWireError(error.wire) : error;
  }
  throwIfCancelled(cancel);
  // The main job was cancelled by itself.
  if (currentProblem(studio.getState()) === null) throw new Cancelled();
}

/** Captions and vectors of the present models, where they are not there. @throws StageFailed */
export async function runToEmbeddings(context: CommandContext, cancel: CancelToken): Promise<void> {
  const state = context.studio.getState;
  if (!isCurrent(state().captions.run, selectCaptionsKey(state()))) {
    await captionImages(context, cancel);
    throwIfCancelled(cancel);
  }
  if (!isCurrent(state().embeddings.run, selectEmbeddingsKey(state()))) {
    await embedImages(context, cancel);
  }
}

/** After a folder was opened again: every stage before training whose results are all stored already, which costs no model. */
export async function showStored(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { imageEncoder, textEncoder } = context.services.foundation;
  const { examples } = loadedDataset(context);
  try {
    const captioner = currentCaptioner(context, cancel, () => undefined);
    for (const example of examples) {
      throwIfCancelled(cancel);
      const text = await storedText(context, captioner, example);
      if (text === null) return;
      if ((await imageEncoder.stored(example)) === null) return;
      if (text.trim() !== "" && (await textEncoder.stored(text)) === null) return;
    }
    await captionImages(context, cancel);
    await embedImages(context, cancel);
    await buildGraph(context, cancel);
  } catch (error) {
    // A captioner that cannot run here says so at Run.
    const isRefused = error instanceof StudioError && error.code === "captions/no-class-texts";
    if (!isRefused && !(error instanceof StageFailed)) throw error;
  }
}

async function storedText(
  context: CommandContext,
  captioner: Captioner,
  example: Example,
): Promise<string | null> {
  const { sidecarCaption } = example;
  const edit = context.studio.getState().texts.edits.get(example.path);
  if (edit !== undefined) return shownEdit(context, edit).text;
  const stored =
    sidecarCaption === null ? await captioner.stored(example) : asSidecar(sidecarCaption);
  return stored === null ? null : cleanedUp(context, stored).text;
}

/** True when the stage is ready and was made from what is there now. */
function isCurrent<Artifact>(run: StageRun<Artifact>, key: string): boolean {
  return run.status === "ready" && run.madeFrom === key;
}
