/** The built-in sample: first what the page shows at once, then the vectors that training needs. */

import type { CancelToken, Dataset } from "../../pipeline/artifacts.ts";
import { selectFeaturesKey } from "../selectors/sweep-key.ts";
import type { LoadedSample } from "../services.ts";
import { DEFAULT_ADAPTER } from "../slices/adapter.ts";
import { DEFAULT_TRAINING } from "../slices/training.ts";
import { buildGraph } from "./build-graph.ts";
import { captionImages } from "./caption-images.ts";
import { clearStudio } from "./clear-studio.ts";
import { runStage, StageFailed, type CommandContext } from "./context.ts";
import { throwIfCancelled } from "./job.ts";
import { showKnownSweep } from "./known-sweep.ts";
import { loadVectors, SAMPLE } from "./load-vectors.ts";

export async function loadSample(context: CommandContext, cancel: CancelToken): Promise<void> {
  try {
    const sample = await loadFirstView(context, cancel);
    await captionImages(context, cancel);
    const { studio } = context;
    const { similarities } = sample;
    const key = selectFeaturesKey(studio.getState());
    context.latestFeatureGraph.set(key, { features: null, similarities });
    context.recordedSweeps = sample.recorded;
    await showKnownSweep(context, cancel);
    await buildGraph(context, cancel);
    await loadVectors(context, cancel);
  } catch (error) {
    if (!(error instanceof StageFailed)) throw error;
  }
}

/** Opens with all shots, transductive and without residual: nothing is grey and the inverted U is clean. The panels say so. */
async function loadFirstView(context: CommandContext, cancel: CancelToken): Promise<LoadedSample> {
  const { studio, services } = context;
  clearStudio(context);
  const state = studio.getState();
  state.patchDataset({ origin: { kind: "sample", name: SAMPLE }, splitSeed: 1 });
  state.patchAdapter({ ...DEFAULT_ADAPTER, residual: false });
  state.patchTraining({ settings: { ...DEFAULT_TRAINING, shots: "all" } });
  const loading = services.sample.load(SAMPLE);
  await runStage<Dataset>(
    context,
    cancel,
    (run) => {
      state.patchDataset({ run });
    },
    async (report) => {
      report({ label: "Loading the sample", done: 0, total: 0 });
      const { dataset, positions } = await loading;
      throwIfCancelled(cancel);
      state.patchGraph({ scope: "transductive", positions, positionsKind: "shipped" });
      return { artifact: dataset, madeFrom: SAMPLE };
    },
  );
  return loading;
}
