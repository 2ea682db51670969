/** The adapter that was trained to be used: to predict a further example, and to be saved. */

import type { StateCreator } from "zustand/vanilla";
import type { Caption } from "../../pipeline/artifacts.ts";
import type { Attachment, RawRow } from "../../pipeline/evaluation/inductive-attachment.ts";
import type { TrainedAdapter } from "../../pipeline/evaluation/trained-adapter.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

export interface Prediction {
  /** Null where the adapter reads no text, and for a row of features. */
  readonly caption: Caption | null;
  readonly row: RawRow;
  readonly attachment: Attachment;
}

interface NewExamplePrediction {
  /** The file's own name, or what stands for pasted numbers. */
  readonly name: string;
  /** Made from the fingerprint of the adapter. */
  readonly run: StageRun<Prediction>;
}

export interface TrainedAdapterSlice {
  readonly trainedAdapter: {
    /** Made from data, settings, seed and τ; `selectTrainedAdapterKey` is the present one. */
    readonly run: StageRun<TrainedAdapter>;
    /** Of the example that was asked for last; null before. */
    readonly prediction: NewExamplePrediction | null;
  };
  readonly patchTrainedAdapter: (patch: Partial<TrainedAdapterSlice["trainedAdapter"]>) => void;
}

export const createTrainedAdapterSlice: StateCreator<TrainedAdapterSlice> = (set) => ({
  trainedAdapter: { run: IDLE, prediction: null },
  patchTrainedAdapter: (patch) => {
    set((state) => ({ trainedAdapter: { ...state.trainedAdapter, ...patch } }));
  },
});
