/** What is odd about a caption, so that a person can find and mend it. */

import { containsClassName, UNSPACED } from "./class-name-share.ts";

export const TEXT_FLAGS = ["empty", "duplicate", "too-long", "names-class", "differs"] as const;
export type TextFlag = (typeof TEXT_FLAGS)[number];

/** CLIP reads 77 tokens, two of which mark beginning and end; a piece is one token or more. */
export const DEFAULT_LONGEST_TEXT = 75;

const PIECE = new RegExp(
  `[${UNSPACED}]\\p{M}*|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+|[^\\s\\p{L}\\p{M}\\p{N}]+`,
  "gu",
);

/** Words, characters of scripts without spaces, and runs of other marks: no tokenizer of an encoder makes fewer tokens of English. */
export function textPieces(text: string): number {
  return text.match(PIECE)?.length ?? 0;
}

export interface FlaggedTexts {
  /** [N]; null where there is no caption yet, which carries no flag. */
  readonly texts: readonly (string | null)[];
  /** [N] class names that may be shown; null for a covered test image, which is not searched for its class. */
  readonly classNames: readonly (string | null)[];
  readonly longestText: number;
  /** Examples whose text is unlike that of similar images, see `differingTexts`. */
  readonly differing: ReadonlySet<number>;
}

/** [N] flags of each caption, in the order of TEXT_FLAGS. */
export function textFlags(flagged: FlaggedTexts): readonly (readonly TextFlag[])[] {
  const { texts, classNames, longestText, differing } = flagged;
  const keys = texts.map((text) => (text === null ? "" : sameTextKey(text)));
  const count = new Map<string, number>();
  for (const key of keys) count.set(key, (count.get(key) ?? 0) + 1);
  return texts.map((text, i) => {
    if (text === null) return [];
    const key = keys[i]!;
    const className = classNames[i] ?? null;
    const holds: Readonly<Record<TextFlag, boolean>> = {
      empty: key === "",
      duplicate: key !== "" && count.get(key)! > 1,
      "too-long": textPieces(text) > longestText,
      "names-class": className !== null && containsClassName(text, className),
      differs: differing.has(i),
    };
    return TEXT_FLAGS.filter((flag) => holds[flag]);
  });
}

/** Equal for captions that differ only in case, in white space or in how characters are composed. */
function sameTextKey(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
}
