/** The text workbench: edited captions with their history, what was measured of texts, and two captioners side by side. */

import type { StateCreator } from "zustand/vanilla";
import type { WireError } from "../../errors.ts";
import type { Caption } from "../../pipeline/artifacts.ts";
import {
  NO_EDITS,
  type CaptionEdits,
  type CaptionStep,
} from "../../pipeline/captions/caption-edits.ts";
import type { ClassSeparation } from "../../pipeline/captions/class-separation.ts";
import { DEFAULT_LONGEST_TEXT } from "../../pipeline/captions/text-flags.ts";
import type { Kept } from "../kept.ts";
import { IDLE, type StageRun } from "../stage-run.ts";

/** One side of a comparison. */
export interface ComparedCaptions {
  /** Who wrote them. */
  readonly name: string;
  /** In the order of the comparison's examples; null where there is none. */
  readonly captions: readonly (Caption | null)[];
  readonly separation: ClassSeparation;
}

export interface CaptionerComparison {
  readonly examples: readonly number[];
  readonly textEncoder: string;
  readonly first: ComparedCaptions;
  readonly second: ComparedCaptions;
}

/** How well each text agrees with those of similar images, and the texts that were compared. */
interface TextAgreement {
  readonly values: Float32Array;
  readonly texts: readonly (string | null)[];
}

export interface TextsSlice {
  readonly texts: {
    readonly edits: CaptionEdits;
    /** Steps that can be taken back, the last one last; and those that were, the next one to do again last. */
    readonly past: readonly CaptionStep[];
    readonly future: readonly CaptionStep[];
    readonly kept: Kept;
    /** Pieces above which a text is too long. */
    readonly longestText: number;
    readonly agreement: TextAgreement | null;
    /** A job of the workbench; its artifact is a sentence that says what came of it. */
    readonly run: StageRun<string>;
    readonly comparison: CaptionerComparison | null;
    /** What the last import, or taking a side of the comparison, did, in sentences; null since a job began. */
    readonly outcome: string | null;
    /** Why the last import or export failed. */
    readonly error: WireError | null;
  };
  readonly patchTexts: (patch: Partial<TextsSlice["texts"]>) => void;
}

/** Of a data set that nobody has touched. */
export const NO_TEXTS: Omit<TextsSlice["texts"], "longestText"> = {
  edits: NO_EDITS,
  past: [],
  future: [],
  kept: "kept",
  agreement: null,
  run: IDLE,
  comparison: null,
  outcome: null,
  error: null,
};

export const createTextsSlice: StateCreator<TextsSlice> = (set) => ({
  texts: { ...NO_TEXTS, longestText: DEFAULT_LONGEST_TEXT },
  patchTexts: (patch) => {
    set((state) => ({ texts: { ...state.texts, ...patch } }));
  },
});
