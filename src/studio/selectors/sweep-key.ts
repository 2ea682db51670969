/** Fingerprints: what a graph or a sweep was made from. Equal keys mean equal inputs, so an artifact with another key is stale. */

import { fingerprint } from "../../numeric/fingerprint.ts";
import type { Dataset, SweepSettings } from "../../pipeline/artifacts.ts";
import type { StudioState } from "../store.ts";
import { memoise } from "./memoise.ts";
import { selectCopyPairs, selectDataset } from "./pools.ts";

const selectDatasetKey = memoise(
  (state) => [selectDataset(state)],
  (dataset): string => (dataset === null ? "" : datasetKey(dataset)),
);

function datasetKey(dataset: Dataset): string {
  const lines = dataset.examples.map((example) =>
    JSON.stringify([
      example.path,
      example.contentHash,
      example.label,
      example.officialPart,
      example.sidecarCaption,
      ...(example.group === undefined ? [] : [example.group]),
    ]),
  );
  const shots = dataset.publishedShots === undefined ? "" : JSON.stringify(dataset.publishedShots);
  return fingerprint(JSON.stringify(dataset.classNames) + lines.join("\n") + shots);
}

/** What captions and encoder outputs are made from. */
export const selectEmbeddingsKey = memoise(
  (state) => [selectDatasetKey(state), state.captions.captioner, state.embeddings.encoders],
  (dataset, captioner, encoders): string =>
    fingerprint(JSON.stringify([dataset, captioner?.id, encoders?.image.id, encoders?.text.id])),
);

/** Added to what depends on the split while near duplicates are dropped; nothing otherwise, so that keys of before the switch stay. */
const selectCopiesKey = memoise(
  (state) => [selectCopyPairs(state)],
  (pairs): readonly string[] =>
    pairs.length === 0
      ? []
      : [fingerprint(JSON.stringify(pairs.map(({ first, second }) => [first, second])))],
);

/** The data of a kept run, without its settings: equal ones can be trained on again. */
export function selectDataFingerprint(state: StudioState): string {
  return [selectEmbeddingsKey(state), ...selectCopiesKey(state)].join(" ");
}

/** What fused features are made from. Without centring the split does not matter. */
export const selectFeaturesKey = memoise(
  (state) => [
    selectEmbeddingsKey(state),
    state.embeddings.settings.modalityWeight,
    state.embeddings.settings.center,
    state.dataset.splitSeed,
    selectCopiesKey(state),
  ],
  (embeddings, modalityWeight, center, splitSeed, copies): string =>
    fingerprint(
      JSON.stringify([
        embeddings,
        modalityWeight,
        center,
        center ? splitSeed : null,
        ...(center ? copies : []),
      ]),
    ),
);

/** What the shown graph is made from. */
export const selectGraphKey = memoise(
  (state) => [
    selectFeaturesKey(state),
    state.graph.scope,
    state.dataset.splitSeed,
    state.training.settings.shots,
    state.training.settings.runSeeds[0],
    state.graph.pairBudget,
    selectCopiesKey(state),
  ],
  (features, scope, splitSeed, shots, runSeed, pairBudget, copies): string =>
    fingerprint(
      JSON.stringify([features, scope, splitSeed, shots, runSeed, pairBudget, ...copies]),
    ),
);

export const selectSweepSettings = memoise(
  (state) => [
    state.dataset.splitSeed,
    state.embeddings.settings,
    state.graph.scope,
    state.adapter.settings,
    state.training.settings,
    state.evaluation.thresholdCount,
    state.graph.pairBudget,
  ],
  (splitSeed, features, scope, adapter, training, thresholdCount, pairBudget): SweepSettings => ({
    splitSeed,
    features,
    scope,
    adapter,
    training,
    thresholdCount,
    pairBudget,
  }),
);

/**
 * Raised whenever split, features, grid, model or training come to give other numbers from the same settings, so that stored points of the
 * older method are not mixed in. The sample's recorded sweeps are then recorded again.
 */
const METHOD_VERSION = 2;

/** What a sweep with `settings` on the loaded data is made from. */
export function sweepKey(state: StudioState, settings: SweepSettings): string {
  return fingerprint(
    JSON.stringify([
      METHOD_VERSION,
      selectEmbeddingsKey(state),
      settings.splitSeed,
      settings.features.modalityWeight,
      settings.features.center,
      settings.features.scale,
      settings.scope,
      settings.adapter.bottleneckDimension,
      settings.adapter.residual,
      settings.adapter.activation,
      settings.training.shots,
      settings.training.runSeeds,
      settings.training.epochs,
      settings.training.learningRate,
      settings.thresholdCount,
      settings.pairBudget,
      ...selectCopiesKey(state),
    ]),
  );
}

/** λ is left out: with a single task the penalty is 0 (E18), so it changes no number. */
export function selectSweepKey(state: StudioState): string {
  return sweepKey(state, selectSweepSettings(state));
}

/** True when the shown sweep belongs to other data or other settings. */
export function selectSweepIsStale(state: StudioState): boolean {
  const sweep = state.evaluation.sweep;
  return sweep !== null && sweep.key !== selectSweepKey(state);
}

/** D of the fused features under the current w; 0 while no encoder is known. */
export const selectFeatureDimension = memoise(
  (state) => [state.embeddings.encoders, state.embeddings.settings.modalityWeight],
  (encoders, modalityWeight): number => {
    if (encoders === null) return 0;
    const image = modalityWeight === 1 ? 0 : encoders.image.dimension;
    const text = modalityWeight === 0 ? 0 : encoders.text.dimension;
    return image + text;
  },
);
