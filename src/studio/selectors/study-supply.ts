/** What the loaded data lacks for some methods and variants, and why. */

import { readyArtifact } from "../stage-run.ts";
import type { StudioState } from "../store.ts";
import { memoise } from "./memoise.ts";
import { selectDataset } from "./pools.ts";

export interface StudySupply {
  /** Null where it is there; else a plain sentence. */
  readonly "class-texts": string | null;
  readonly "text-features": string | null;
  readonly "image-features": string | null;
}

export const selectStudySupply = memoise(
  (state) => [
    selectDataset(state)?.layout,
    state.embeddings.classTexts,
    state.embeddings.run,
    state.embeddings.settings.modalityWeight,
  ],
  (layout, classTexts, run, modalityWeight): StudySupply => {
    const embeddings = readyArtifact(run);
    const lacksText = embeddings?.text.values.every((value) => value === 0) ?? false;
    return {
      "class-texts":
        layout === "feature-files" && classTexts === null
          ? "The imported features have no class texts in their space."
          : null,
      "text-features": lacksText
        ? "There are no text features."
        : modalityWeight === 0
          ? "w is 0: the text takes no part."
          : null,
      "image-features": modalityWeight === 1 ? "w is 1: the image takes no part." : null,
    };
  },
);

/** Why what needs all of these cannot be run on the loaded data, or null when it can. */
export function lackingOf(
  needs: readonly (keyof StudySupply)[],
  supply: StudySupply,
): string | null {
  return needs.map((need) => supply[need]).find((reason) => reason !== null) ?? null;
}

/** Image and text encoder are two towers of one model, so that an image can be compared with a text. */
export function selectSharesSpace({ embeddings: { encoders } }: StudioState): boolean {
  return encoders?.image.space !== undefined && encoders.image.space === encoders.text.space;
}
