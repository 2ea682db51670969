/** Run: every stage that is not ready, in the order of the data path. */

import type { CancelToken } from "../../pipeline/artifacts.ts";
import { selectDataset } from "../selectors/pools.ts";
import { selectEmbeddingsKey, selectGraphKey } from "../selectors/sweep-key.ts";
import type { StageRun } from "../stage-run.ts";
import { buildGraph } from "./build-graph.ts";
import { captionImages } from "./caption-images.ts";
import { loadedDataset, StageFailed, type CommandContext } from "./context.ts";
import { embedImages } from "./embed-images.ts";
import { throwIfCancelled } from "./job.ts";
import { rememberSession } from "./remember-session.ts";
import { sweepThresholds } from "./sweep-thresholds.ts";

export async function runAll(context: CommandContext, cancel: CancelToken): Promise<void> {
  if (selectDataset(context.studio.getState()) === null) return;
  await rememberSession(context, true);
  let needsFolder = false;
  try {
    await runToGraph(context, cancel);
    await sweepThresholds(context, cancel);
  } catch (error) {
    if (!(error instanceof StageFailed)) throw error;
    needsFolder = error.wire.code === "dataset/folder-needed";
  } finally {
    // The folder that is asked for now is opened to go on.
    await rememberSession(context, needsFolder);
  }
}

/** What training needs: every stage before it that is not ready. @throws StageFailed */
export async function runToGraph(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  if (studio.getState().captions.run.status !== "ready") await captionImages(context, cancel);
  const embeddingsKey = selectEmbeddingsKey(studio.getState());
  if (!isCurrent(studio.getState().embeddings.run, embeddingsKey)) {
    await embedImages(context, cancel);
  }
  services.foundation.release();
  throwIfCancelled(cancel);
  if (!isCurrent(studio.getState().graph.run, selectGraphKey(studio.getState()))) {
    await buildGraph(context, cancel);
  }
}

/** After a folder was opened again: every stage before training whose results are all stored already, which costs no model. */
export async function showStored(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { captioner, imageEncoder, textEncoder } = context.services.foundation;
  const { examples } = loadedDataset(context);
  try {
    for (const example of examples) {
      throwIfCancelled(cancel);
      const caption = example.sidecarCaption ?? (await captioner.stored(example))?.text ?? null;
      if (caption === null) return;
      if ((await imageEncoder.stored(example)) === null) return;
      if ((await textEncoder.stored(caption)) === null) return;
    }
    await captionImages(context, cancel);
    await embedImages(context, cancel);
    await buildGraph(context, cancel);
  } catch (error) {
    if (!(error instanceof StageFailed)) throw error;
  }
}

/** True when the stage is ready and was made from what is there now. */
function isCurrent<Artifact>(run: StageRun<Artifact>, key: string): boolean {
  return run.status === "ready" && run.madeFrom === key;
}
