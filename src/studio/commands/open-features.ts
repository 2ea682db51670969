/** A data set whose captions and vectors are there from the start: imported, or synthetic. */

import type { CancelToken } from "../../pipeline/artifacts.ts";
import type { ImportedFeatures } from "../../pipeline/embeddings/imported-features.ts";
import { selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import type { DatasetSlice } from "../slices/dataset.ts";
import { buildGraph } from "./build-graph.ts";
import { captionImages } from "./caption-images.ts";
import { clearStudio } from "./clear-studio.ts";
import { StageFailed, type CommandContext } from "./context.ts";
import { showKnownSweep } from "./known-sweep.ts";
import { startOn } from "./open-folder.ts";
import { applySettingsText } from "./settings-text.ts";

/**
 * Without text features w is 0, and the panel says why.
 * @param kept settings of before a reload
 */
export async function openFeatures(
  context: CommandContext,
  cancel: CancelToken,
  { dataset, embeddings, classTexts }: ImportedFeatures,
  origin: DatasetSlice["dataset"]["origin"],
  kept?: string,
): Promise<void> {
  const { studio } = context;
  clearStudio(context);
  const state = studio.getState();
  state.patchDataset({
    origin,
    run: { status: "ready", artifact: dataset, madeFrom: dataset.name },
  });
  const { imageEncoder, textEncoder, text } = embeddings;
  state.patchEmbeddings({ encoders: { image: imageEncoder, text: textEncoder }, classTexts });
  startOn(context);
  const hasText = text.values.some((value) => value !== 0);
  const { settings } = studio.getState().embeddings;
  state.patchEmbeddings({
    settings: { ...settings, modalityWeight: hasText ? settings.modalityWeight : 0 },
    run: {
      status: "ready",
      artifact: embeddings,
      madeFrom: selectEmbeddingsKey(studio.getState()),
    },
  });
  if (kept !== undefined) applySettingsText(studio, kept);
  try {
    await captionImages(context, cancel);
    await showKnownSweep(context, cancel);
    await buildGraph(context, cancel);
  } catch (error) {
    if (!(error instanceof StageFailed)) throw error;
  }
}
