/** How many captions give the label away: a caption that contains its class name is a label in disguise. */

import type { Caption } from "../artifacts.ts";

/** Scripts written without spaces: there each character stands as a word of its own. */
export const UNSPACED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const WORD = new RegExp(`[${UNSPACED}]\\p{M}*|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, "gu");

/** Case and every character that is no letter, mark or digit are dropped, so `_`, `-` and spaces are one. */
function wordsOf(text: string): string[] {
  return text.normalize("NFKC").toLowerCase().match(WORD) ?? [];
}

/** True when the words of the class name stand in the caption, whole, side by side and in their order. */
export function containsClassName(caption: string, className: string): boolean {
  const wanted = wordsOf(className);
  const words = wordsOf(caption);
  if (wanted.length === 0) return false;
  return words.some((_, start) => wanted.every((word, i) => words[start + i] === word));
}

/**
 * Share of labelled examples whose caption contains their class name: (1/L) sum over labelled n of [name of n's class stands in caption n].
 *
 * @param captions [N]; null where there is none, which counts as not containing it
 * @param labels [N] index into `classNames`, null for an example without a label
 * @returns fraction in [0, 1]; 0 when nothing is labelled
 * @throws RangeError if the lengths differ or a label has no class name
 */
export function classNameShare(
  captions: readonly (Caption | null)[],
  labels: readonly (number | null)[],
  classNames: readonly string[],
): number {
  if (captions.length !== labels.length) {
    throw new RangeError(`${captions.length} captions for ${labels.length} labels`);
  }
  let labelled = 0;
  let containing = 0;
  labels.forEach((label, n) => {
    if (label === null) return;
    const className = classNames[label];
    if (className === undefined) throw new RangeError(`No class name for label ${label}`);
    labelled++;
    if (containsClassName(captions[n]?.text ?? "", className)) containing++;
  });
  return labelled === 0 ? 0 : containing / labelled;
}
