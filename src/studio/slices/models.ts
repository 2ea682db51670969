/** Models of a hub: what is looked at, what is being downloaded, what is stored, and which of them run. */

import type { StateCreator } from "zustand/vanilla";
import type { WireError } from "../../errors.ts";
import { DEFAULT_PROMPTS } from "../../pipeline/embeddings/class-prompts.ts";
import { DEFAULT_CAPTIONER_SETTINGS } from "../../pipeline/models/known-models.ts";
import type { ModelPlan } from "../../pipeline/models/hub-model.ts";
import type {
  BrowserModelState,
  DownloadProgress,
  FoundationChoice,
  ModelOffer,
  StorageUsage,
  StoredModel,
} from "../model-ports.ts";

/** A model whose page was asked for. */
export type OfferState =
  | { readonly status: "asking"; readonly id: string }
  | { readonly status: "known"; readonly id: string; readonly offer: ModelOffer }
  | { readonly status: "failed"; readonly id: string; readonly error: WireError };

export interface DownloadState {
  readonly plan: ModelPlan;
  readonly status: "running" | "cancelled" | "failed" | "done";
  /** Null before the first bytes. */
  readonly progress: DownloadProgress | null;
  readonly error: WireError | null;
}

export interface ModelsSlice {
  readonly models: {
    readonly hubAddress: string;
    /** Null while no model is looked at. */
    readonly offer: OfferState | null;
    /** Models of a folder of this computer that was opened; empty without one. */
    readonly folderOffers: readonly ModelOffer[];
    readonly download: DownloadState | null;
    /** Null until storage was read. */
    readonly stored: readonly StoredModel[] | null;
    readonly usage: StorageUsage | null;
    /** Why storage could not be read the last time; null where it was. */
    readonly storageError: WireError | null;
    readonly browserModel: BrowserModelState;
    /** What a change of storage, or a folder that was opened, was refused for. */
    readonly error: WireError | null;
    /** Models of the next run. */
    readonly choice: FoundationChoice;
  };
  readonly patchModels: (patch: Partial<ModelsSlice["models"]>) => void;
}

export const EMBEDDED_CHOICE: FoundationChoice = {
  captioner: "tagger",
  captionerSettings: DEFAULT_CAPTIONER_SETTINGS,
  imageEncoder: null,
  textEncoder: null,
  classPrompts: DEFAULT_PROMPTS,
  device: null,
};

export const createModelsSlice: StateCreator<ModelsSlice> = (set) => ({
  models: {
    hubAddress: "",
    offer: null,
    folderOffers: [],
    download: null,
    stored: null,
    usage: null,
    storageError: null,
    browserModel: "absent",
    error: null,
    choice: EMBEDDED_CHOICE,
  },
  patchModels: (patch) => {
    set((state) => ({ models: { ...state.models, ...patch } }));
  },
});
