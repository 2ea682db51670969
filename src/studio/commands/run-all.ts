/** Run: every stage that is not ready, in the order of the data path. */

import { fromWireError, StudioError } from "../../errors.ts";
import { Cancelled, type Caption, type CancelToken } from "../../pipeline/artifacts.ts";
import { selectDataset } from "../selectors/pools.ts";
import {
  selectCaptionerKey,
  selectCaptionsKey,
  selectEmbeddingsKey,
} from "../selectors/sweep-key.ts";
import type { StageRun } from "../stage-run.ts";
import { buildGraph } from "./build-graph.ts";
import { captionImages, startingCaptions } from "./caption-images.ts";
import { loadedDataset, StageFailed, type CommandContext } from "./context.ts";
import { currentCaptioner } from "./current-captioner.ts";
import { embedImages } from "./embed-images.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { graphWithFeatures } from "./live-run.ts";
import { captionsToWrite, cleanedUp, withEdits } from "./shown-captions.ts";
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

/** After a folder was opened again: what is stored of the stages before training, which costs no model. Of captions also a part. */
export async function showStored(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { imageEncoder, textEncoder } = context.services.foundation;
  const { examples } = loadedDataset(context);
  try {
    const written = await storedCaptions(context, cancel);
    if (!showPart(context, written)) return;
    await captionImages(context, cancel);
    const { captions } = context.studio.getState().captions;
    for (const [i, example] of examples.entries()) {
      throwIfCancelled(cancel);
      if ((await imageEncoder.stored(example)) === null) return;
      const text = captions[i]?.text ?? "";
      if (text.trim() !== "" && (await textEncoder.stored(text)) === null) return;
    }
    await embedImages(context, cancel);
    await buildGraph(context, cancel);
  } catch (error) {
    // A captioner that cannot run here says so at Run.
    const isRefused = error instanceof StudioError && error.code === "captions/no-class-texts";
    if (!isRefused && !(error instanceof StageFailed)) throw error;
  }
}

/** As many reads as a disk answers at once. */
const READS_IN_FLIGHT = 8;

/** [N] captions that came with the files or were written on an earlier visit. */
async function storedCaptions(
  context: CommandContext,
  cancel: CancelToken,
): Promise<readonly (Caption | null)[]> {
  const state = context.studio.getState();
  const dataset = loadedDataset(context);
  const captioner = currentCaptioner(context, cancel, () => undefined);
  const captionerKey = selectCaptionerKey(state);
  const written = startingCaptions(dataset, []).map((caption) =>
    caption === null ? null : cleanedUp(context, caption),
  );
  const missing = captionsToWrite(state, dataset, written);
  await eachInParallel(missing.length, READS_IN_FLIGHT, cancel, async (k) => {
    const index = missing[k];
    const example = index === undefined ? undefined : dataset.examples[index];
    if (index === undefined || example === undefined) return;
    const caption = await captioner.stored(example);
    if (caption === null) return;
    written[index] = { ...cleanedUp(context, caption), captioner: captionerKey };
  });
  throwIfCancelled(cancel);
  return written;
}

/** A part of the captions is shown as a run that was cancelled there. @returns whether they are all */
function showPart(context: CommandContext, written: readonly (Caption | null)[]): boolean {
  const state = context.studio.getState();
  const left = captionsToWrite(state, loadedDataset(context), written).length;
  const [done, total] = [written.length - left, written.length];
  if (done === 0) return false;
  // The stage that takes them over reads none of them again.
  state.patchCaptions({ written, captions: withEdits(context, written) });
  if (left === 0) return true;
  const progress = { label: "Captions", done, total, rate: null, secondsLeft: null };
  state.patchCaptions({ run: { status: "cancelled", progress } });
  return false;
}

/** True when the stage is ready and was made from what is there now. */
function isCurrent<Artifact>(run: StageRun<Artifact>, key: string): boolean {
  return run.status === "ready" && run.madeFrom === key;
}
