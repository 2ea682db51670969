/** One caption an example, filled in as they arrive. */

import type { StateCreator } from "zustand/vanilla";
import type { Caption, ModelInfo } from "../../pipeline/artifacts.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

export interface CaptionsArtifact {
  /** Null when every caption came with its file. */
  readonly captioner: ModelInfo | null;
  /** Share of the train and validation pools whose caption contains its class name; test labels stay covered. */
  readonly classNameShare: number;
}

export interface CaptionsSlice {
  readonly captions: {
    readonly run: StageRun<CaptionsArtifact>;
    /** The captioner that runs next; null until the services are there. */
    readonly captioner: ModelInfo | null;
    /** [N] what files and captioners gave; null until written. */
    readonly written: readonly (Caption | null)[];
    /** [N] what every stage works on: `written`, with the visitor's edits in its place. */
    readonly captions: readonly (Caption | null)[];
    /** The caption that is being written, where the captioner writes token by token. */
    readonly writing: { readonly example: number; readonly text: string } | null;
  };
  readonly patchCaptions: (patch: Partial<CaptionsSlice["captions"]>) => void;
}

export const createCaptionsSlice: StateCreator<CaptionsSlice> = (set) => ({
  captions: { run: IDLE, captioner: null, written: [], captions: [], writing: null },
  patchCaptions: (patch) => {
    set((state) => ({ captions: { ...state.captions, ...patch } }));
  },
});
