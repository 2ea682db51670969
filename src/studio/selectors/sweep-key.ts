/** Fingerprints: what a graph or a sweep was made from. Equal keys mean equal inputs, so an artifact with another key is stale. */

import { fingerprint } from "../../numeric/fingerprint.ts";
import type { Dataset, SweepSettings } from "../../pipeline/artifacts.ts";
import type { StudioState } from "../store.ts";
import { selectCaptioner, writesProse } from "./captioner.ts";
import { memoise } from "./memoise.ts";
import { selectCopyPairs, selectDataset, selectReadDataset } from "./pools.ts";

/** Of the data as it was read: captions and vectors are made of images, not of labels that were added. */
const selectDatasetKey = memoise(
  (state) => [selectReadDataset(state)],
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
      ...(example.domain === undefined ? [] : [{ domain: example.domain }]),
    ]),
  );
  const shots = dataset.publishedShots === undefined ? "" : JSON.stringify(dataset.publishedShots);
  return fingerprint(JSON.stringify(dataset.classNames) + lines.join("\n") + shots);
}

/** Added to what depends on labels once some were added; nothing otherwise, so that keys of the data as it was read stay. */
export const selectLabelsKey = memoise(
  (state) => [selectDataset(state), state.dataset.labelSteps],
  (dataset, steps): readonly string[] =>
    dataset === null || steps.length === 0
      ? []
      : [
          fingerprint(
            JSON.stringify([dataset.classNames, dataset.examples.map(({ label }) => label)]),
          ),
        ],
);

/**
 * The clean-up rules, where they apply: to what a model of a hub writes, and the mask to every caption. Null otherwise, so that keys of
 * before there were rules stay.
 */
const selectCleanUpKey = memoise(
  (state) => [state.models.choice, selectLabelsKey(state)],
  ({ captioner, captionerSettings }, labels): string | null => {
    const { dropBoilerplate, dropRepeats, maskClassNames } = captionerSettings;
    if (!writesProse(captioner) && !maskClassNames) return null;
    return JSON.stringify([
      writesProse(captioner) ? [dropBoilerplate, dropRepeats] : null,
      // The mask covers the names of all classes, which labels can add to.
      ...(maskClassNames ? ["mask", ...labels] : []),
    ]);
  },
);

/** What a caption that is not the file's own was written by, clean-up included: `Caption.captioner`. */
export const selectCaptionerKey = memoise(
  (state) => [selectCaptioner(state), selectCleanUpKey(state)],
  (captioner, cleanUp): string => `${captioner?.id ?? ""}${cleanUp ?? ""}`,
);

/** What captions are made from. */
export const selectCaptionsKey = memoise(
  (state) => [selectDatasetKey(state), selectCaptionerKey(state)],
  (dataset, captioner): string => fingerprint(JSON.stringify([dataset, captioner])),
);

/**
 * Texts that the visitor put in the place of others; nothing where there are none, so that keys of before stay. A caption that was only
 * locked is no other text as long as its captioner is chosen.
 */
const selectEditsKey = memoise(
  (state) => [state.texts.edits, selectCaptionerKey(state)],
  (edits, captioner): readonly string[] => {
    const texts = [...edits]
      .filter(([, { unchanged, under }]) => !(unchanged && under === captioner))
      .map(([path, { text }]) => JSON.stringify([path, text]));
    return texts.length === 0 ? [] : [fingerprint(texts.toSorted().join("\n"))];
  },
);

/** What captions and encoder outputs are made from while nobody has edited a text. */
export const selectUneditedEmbeddingsKey = memoise(
  (state) => [
    selectDatasetKey(state),
    selectCaptioner(state),
    state.embeddings.encoders,
    selectCleanUpKey(state),
  ],
  (dataset, captioner, encoders, cleanUp): string =>
    fingerprint(
      JSON.stringify([
        dataset,
        captioner?.id,
        encoders?.image.id,
        encoders?.text.id,
        ...(cleanUp === null ? [] : [cleanUp]),
      ]),
    ),
);

/** What captions and encoder outputs are made from. */
export const selectEmbeddingsKey = memoise(
  (state) => [selectUneditedEmbeddingsKey(state), selectEditsKey(state)],
  (unedited, edits): string =>
    edits.length === 0 ? unedited : fingerprint(JSON.stringify([unedited, ...edits])),
);

/**
 * Added to what depends on the split: labels that were added, and copies that are dropped; nothing otherwise, so that keys of before there
 * were either stay.
 */
const selectSplitKey = memoise(
  (state) => [selectCopyPairs(state), selectLabelsKey(state)],
  (pairs, labels): readonly string[] => [
    ...(pairs.length === 0
      ? []
      : [fingerprint(JSON.stringify(pairs.map(({ first, second }) => [first, second])))]),
    ...labels,
  ],
);

/** The data of a kept run, without its settings: equal ones can be trained on again. */
export function selectDataFingerprint(state: StudioState): string {
  return [selectEmbeddingsKey(state), ...selectSplitKey(state)].join(" ");
}

/** What fused features are made from. Without centring the split does not matter. */
export const selectFeaturesKey = memoise(
  (state) => [
    selectEmbeddingsKey(state),
    state.embeddings.settings.modalityWeight,
    state.embeddings.settings.center,
    state.dataset.splitSeed,
    selectSplitKey(state),
  ],
  (embeddings, modalityWeight, center, splitSeed, split): string =>
    fingerprint(
      JSON.stringify([
        embeddings,
        modalityWeight,
        center,
        center ? splitSeed : null,
        ...(center ? split : []),
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
    selectSplitKey(state),
  ],
  (features, scope, splitSeed, shots, runSeed, pairBudget, split): string =>
    fingerprint(JSON.stringify([features, scope, splitSeed, shots, runSeed, pairBudget, ...split])),
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
      ...selectSplitKey(state),
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
