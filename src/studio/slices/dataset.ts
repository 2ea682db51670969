/** The loaded data set, where it came from, and the split seed. */

import type { StateCreator } from "zustand/vanilla";
import type { WireError } from "../../errors.ts";
import type { Dataset, FolderLayout } from "../../pipeline/artifacts.ts";
import type { LabelStep } from "../../pipeline/dataset/relabel.ts";
import type { NearDuplicates } from "../../pipeline/graph/near-duplicates.ts";
import type { Kept } from "../kept.ts";
import type { SampleName } from "../session-port.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

type DatasetOrigin =
  | { readonly kind: "sample"; readonly name: SampleName }
  /** Features that were computed elsewhere. */
  | { readonly kind: "features"; readonly name: string }
  | {
      readonly kind: "folder";
      readonly name: string;
      readonly hasHandle: boolean;
      readonly filesKey: string;
      /** False for one that goes on from what is stored of it. */
      readonly filesOpen: boolean;
    };

/** A folder of an earlier visit that one click opens again. */
export interface RememberedFolder {
  readonly name: string;
  /** False when the browser keeps no handle: the visitor picks the same folder again. */
  readonly hasHandle: boolean;
  /** Its data set is stored, so that one click goes on even without the files. */
  readonly hasDataset: boolean;
  readonly imageCount: number;
  /** A stage was running or unfinished when the page went away. */
  readonly unfinished: boolean;
}

/** What the sheet shows after a folder was read. */
export interface FolderReading {
  readonly layout: FolderLayout;
  readonly possibleLayouts: readonly FolderLayout[];
}

export interface DatasetSlice {
  readonly dataset: {
    /** As it was read; `selectDataset` has the labels that were added. */
    readonly run: StageRun<Dataset>;
    /** Labels that the visitor added, in their order. */
    readonly labelSteps: readonly LabelStep[];
    readonly labelsKept: Kept;
    readonly origin: DatasetOrigin | null;
    readonly reading: FolderReading | null;
    readonly remembered: RememberedFolder | null;
    /** Why the folder that the visitor chose last could not be opened; the data set on screen stays. */
    readonly openingError: WireError | null;
    readonly splitSeed: number;
    /** Pairs of examples with almost equal image features; null until they have been searched for. */
    readonly nearDuplicates: NearDuplicates | null;
    /** Leaves the training and validation images among them out that almost equal a test image. */
    readonly dropNearDuplicates: boolean;
  };
  readonly patchDataset: (patch: Partial<DatasetSlice["dataset"]>) => void;
}

export const NO_LABEL_STEPS: readonly LabelStep[] = [];

export const createDatasetSlice: StateCreator<DatasetSlice> = (set) => ({
  dataset: {
    run: IDLE,
    labelSteps: NO_LABEL_STEPS,
    labelsKept: "kept",
    origin: null,
    reading: null,
    remembered: null,
    openingError: null,
    splitSeed: 1,
    nearDuplicates: null,
    dropNearDuplicates: false,
  },
  patchDataset: (patch) => {
    set((state) => ({ dataset: { ...state.dataset, ...patch } }));
  },
});
