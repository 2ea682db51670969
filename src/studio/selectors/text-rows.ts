/** What the text workbench shows of each image. The class of a covered test image stays out of every row, flag and file. */

import type { Caption } from "../../pipeline/artifacts.ts";
import { differingTexts } from "../../pipeline/captions/neighbour-agreement.ts";
import { textFlags, type TextFlag } from "../../pipeline/captions/text-flags.ts";
import type { ExportedCaption } from "../../pipeline/captions/text-files/caption-row.ts";
import type { StudioState } from "../store.ts";
import { memoise } from "./memoise.ts";
import { selectNodeMarks } from "./node-marks.ts";
import { selectDataset } from "./pools.ts";

export interface TextRow {
  readonly example: number;
  readonly path: string;
  /** Null until written. */
  readonly caption: Caption | null;
  /** What an editor begins with: the text without the mask. */
  readonly text: string;
  /** Words of the tagger, where it saw this image. */
  readonly tags: readonly string[];
  /** Null without a label, and while it is covered. */
  readonly className: string | null;
  readonly covered: boolean;
  readonly flags: readonly TextFlag[];
  readonly edited: boolean;
  readonly locked: boolean;
}

const NONE: ReadonlySet<number> = new Set();

/** Texts that are unlike those of similar images, as far as they are still the texts that were measured. */
const selectDiffering = memoise(
  (state) => [state.texts.agreement, state.captions.captions],
  (agreement, captions): ReadonlySet<number> => {
    if (agreement === null) return NONE;
    const { values, texts } = agreement;
    return new Set(
      [...differingTexts(values)].filter((i) => texts[i] === (captions[i]?.text ?? null)),
    );
  },
);

/** [N] class names that may be shown. */
const selectShownClasses = memoise(
  (state) => [selectDataset(state), selectNodeMarks(state)],
  (dataset, marks): readonly (string | null)[] =>
    marks.map(({ ownClass }) =>
      ownClass === null ? null : (dataset?.classNames[ownClass] ?? null),
    ),
);

const selectFlags = memoise(
  (state) => [
    state.captions.captions,
    selectShownClasses(state),
    state.texts.longestText,
    selectDiffering(state),
  ],
  (captions, classNames, longestText, differing): readonly (readonly TextFlag[])[] => {
    const texts = captions.map((caption) => caption?.text ?? null);
    return textFlags({ texts, classNames, longestText, differing });
  },
);

/** [N]; empty without data. */
export const selectTextRows = memoise(
  (state) => [
    selectDataset(state),
    state.captions.captions,
    state.captions.written,
    state.texts.edits,
    selectNodeMarks(state),
    selectShownClasses(state),
    selectFlags(state),
  ],
  (dataset, captions, written, edits, marks, classNames, flags): readonly TextRow[] =>
    (dataset?.examples ?? []).map(({ path }, example) => {
      const edit = edits.get(path);
      const caption = captions[example] ?? null;
      const words = [caption, written[example]].find((one) => (one?.words.length ?? 0) > 0)?.words;
      return {
        example,
        path,
        caption,
        text: edit?.text ?? caption?.unmasked ?? caption?.text ?? "",
        tags: (words ?? []).map(({ word }) => word),
        className: classNames[example] ?? null,
        covered: marks[example]?.covered ?? false,
        flags: flags[example] ?? [],
        edited: edit !== undefined && !edit.unchanged,
        locked: edit?.locked ?? false,
      };
    }),
);

/** Rows of a file: images that have a caption, without the mask, which would be read back as their text. */
export function selectExportedCaptions(state: StudioState): readonly ExportedCaption[] {
  const examples = selectDataset(state)?.examples ?? [];
  return selectTextRows(state).flatMap(
    ({ example, path, caption, text, className, tags, locked }): ExportedCaption[] => {
      const image = examples[example];
      if (caption === null || image === undefined) return [];
      const { source } = caption;
      const { width, height } = image;
      return [{ file: path, caption: text, className, tags, source, locked, width, height }];
    },
  );
}
