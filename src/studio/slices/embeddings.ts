/** Encoder outputs and how the two modalities are fused. */

import type { StateCreator } from "zustand/vanilla";
import type { Embeddings, EncoderInfo, FeatureSettings } from "../../pipeline/artifacts.ts";
import type { ClassTexts } from "../../pipeline/embeddings/class-texts.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

export interface EmbeddingsSlice {
  readonly embeddings: {
    readonly run: StageRun<Embeddings>;
    /** True when the vectors came with the sample instead of being computed on this device. */
    readonly shipped: boolean;
    /** The encoders that run next; part of every fingerprint. Null until the services are there. */
    readonly encoders: { readonly image: EncoderInfo; readonly text: EncoderInfo } | null;
    readonly settings: FeatureSettings;
    /** Class texts that came with imported features; null where they are made from class names, or cannot be. */
    readonly classTexts: ClassTexts | null;
  };
  readonly patchEmbeddings: (patch: Partial<EmbeddingsSlice["embeddings"]>) => void;
}

export const DEFAULT_FEATURES: FeatureSettings = { modalityWeight: 0.5, center: true, scale: 10 };

export const createEmbeddingsSlice: StateCreator<EmbeddingsSlice> = (set) => ({
  embeddings: {
    run: IDLE,
    shipped: false,
    encoders: null,
    settings: DEFAULT_FEATURES,
    classTexts: null,
  },
  patchEmbeddings: (patch) => {
    set((state) => ({ embeddings: { ...state.embeddings, ...patch } }));
  },
});
