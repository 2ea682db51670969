/** What the loaded data lacks for some methods and variants, and why. */

import { readyArtifact } from "../stage-run.ts";
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
