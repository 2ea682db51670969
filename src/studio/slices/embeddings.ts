/** Encoder outputs and how the two modalities are fused. */

import type { StateCreator } from "zustand/vanilla";
import type { Embeddings, EncoderInfo, FeatureSettings } from "../../pipeline/artifacts.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

export interface EmbeddingsSlice {
  readonly embeddings: {
    readonly run: StageRun<Embeddings>;
    /** True when the vectors came with the sample instead of being computed on this device. */
    readonly shipped: boolean;
    /** The encoders that run next; part of every fingerprint. Null until the services are there. */
    readonly encoders: { readonly image: EncoderInfo; readonly text: EncoderInfo } | null;
    readonly settings: FeatureSettings;
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
  },
  patchEmbeddings: (patch) => {
    set((state) => ({ embeddings: { ...state.embeddings, ...patch } }));
  },
});
