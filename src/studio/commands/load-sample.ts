/** The built-in samples: first what the page shows at once, then the vectors that training needs. */

import type { CancelToken, Dataset } from "../../pipeline/artifacts.ts";
import { syntheticSample } from "../../pipeline/evaluation/synthetic-sample.ts";
import { selectDataFingerprint, selectFeaturesKey } from "../selectors/sweep-key.ts";
import type { LoadedSample, PictureSample } from "../services.ts";
import { DEFAULT_ADAPTER } from "../slices/adapter.ts";
import type { SampleName } from "../session-port.ts";
import { EMBEDDED_CHOICE } from "../slices/models.ts";
import { DEFAULT_TRAINING } from "../slices/training.ts";
import { buildGraph } from "./build-graph.ts";
import { captionImages } from "./caption-images.ts";
import { clearStudio } from "./clear-studio.ts";
import { runStage, StageFailed, type CommandContext } from "./context.ts";
import { untilCancelled } from "./job.ts";
import { applyChoice } from "./model-commands.ts";
import { showKnownSweep } from "./known-sweep.ts";
import { loadVectors } from "./load-vectors.ts";
import { openFeatures } from "./open-features.ts";
import { applySettingsText } from "./settings-text.ts";

/** Of the synthetic features, as in the tables of docs/results.md. */
const SYNTHETIC_SEED = 1;

/** @param settings those of before a reload; undefined for the sample's own. Models are chosen by the caller, for these vectors are not theirs. */
export async function loadSample(
  context: CommandContext,
  cancel: CancelToken,
  name: SampleName,
  settings: string | undefined,
): Promise<void> {
  if (name === "synthetic") {
    const origin = { kind: "sample", name } as const;
    await openFeatures(context, cancel, syntheticSample(SYNTHETIC_SEED), origin, settings);
    return;
  }
  try {
    const sample = await loadFirstView(context, cancel, name);
    const { studio } = context;
    const shippedKey = selectFeaturesKey(studio.getState());
    // At once, so that nothing is taken back that the visitor changes while the rest is loading.
    if (settings !== undefined) applySettingsText(studio, settings);
    await captionImages(context, cancel);
    context.recordedSweeps = sample.recorded;
    context.recordedData = selectDataFingerprint(studio.getState());
    if (sample.firstView !== null) {
      const { similarities } = sample.firstView;
      context.latestFeatureGraph.set(shippedKey, { features: null, similarities });
    }
    await showKnownSweep(context, cancel);
    const isShipped = selectFeaturesKey(studio.getState()) === shippedKey;
    if (sample.firstView !== null && isShipped) await buildGraph(context, cancel);
    await loadVectors(context, cancel);
  } catch (error) {
    if (!(error instanceof StageFailed)) throw error;
  }
}

/** Opens with all shots, transductive and without residual: nothing is grey and the inverted U is clean. The panels say so. */
async function loadFirstView(
  context: CommandContext,
  cancel: CancelToken,
  name: PictureSample,
): Promise<LoadedSample> {
  const { studio, services } = context;
  clearStudio(context);
  // What ships with the sample was made by the embedded models.
  applyChoice(context, EMBEDDED_CHOICE);
  const state = studio.getState();
  state.patchDataset({ origin: { kind: "sample", name }, splitSeed: 1 });
  state.patchAdapter({ ...DEFAULT_ADAPTER, residual: false });
  state.patchTraining({ settings: { ...DEFAULT_TRAINING, shots: "all" } });
  const loading = services.sample.load(name);
  await runStage<Dataset>(
    context,
    cancel,
    (run) => {
      state.patchDataset({ run });
    },
    async (report) => {
      report({ label: "Loading the sample", done: 0, total: 0 });
      const { dataset, firstView } = await untilCancelled(loading, cancel);
      state.patchGraph({ scope: "transductive" });
      if (firstView !== null) {
        state.patchGraph({ positions: firstView.positions, positionsKind: "shipped" });
      }
      return { artifact: dataset, madeFrom: name };
    },
  );
  return loading;
}
