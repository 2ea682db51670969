/** Feature files that were opened and are not taken over yet. */

import type { StateCreator } from "zustand/vanilla";
import type { ImportChoices, ImportSheet } from "../../pipeline/embeddings/imported-features.ts";
import type { StageRun } from "../stage-run.ts";

export interface ImportSlice {
  /** Null while no sheet is open. */
  readonly importing: {
    readonly name: string;
    readonly run: StageRun<ImportSheet>;
    /** The last sheet, which stays while another choice is read. */
    readonly sheet: ImportSheet | null;
    readonly choices: ImportChoices;
  } | null;
  readonly showImport: (importing: ImportSlice["importing"]) => void;
}

export const NO_CHOICES: ImportChoices = { roles: {}, set: null, onlyClassesWithText: false };

export const createImportSlice: StateCreator<ImportSlice> = (set) => ({
  importing: null,
  showImport: (importing) => {
    set({ importing });
  },
});
