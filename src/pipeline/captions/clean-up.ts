/** Clean-up of what a captioner wrote: each rule can be switched off, and what it took away is shown. */

import type { CaptionerSettings } from "../models/hub-model.ts";
import { containsClassName, UNSPACED } from "./class-name-share.ts";

/**
 * Beginnings that say that there is an image and nothing of what it shows. They stand in almost every caption of some models, so they
 * draw all texts towards each other. "a photo of" stays: encoders were trained with it, and it is what the tagger writes.
 */
const BOILERPLATE = [
  /^(?:sure|certainly|of course)[,.:] */iu,
  /^here(?:'s| is) (?:a|the) (?:short |brief |detailed )?(?:caption|description)[^:]{0,40}: */iu,
  /^(?:in )?(?:this|the) (?:image|picture|photo|photograph) (?:shows|depicts|features|contains|captures|presents) +/iu,
  /^in (?:this|the) (?:image|picture|photo|photograph),? (?:we can see|we see|there is|there are|you can see) +/iu,
  /^(?:this is|there is|it is|it's) (?:an image|a picture|an? (?:close-up )?photo(?:graph)?) (?:of|showing) +/iu,
  /^an? (?:image|picture) (?:of|showing) +/iu,
];

/** Words of a phrase that is looked for again right behind itself. */
const LONGEST_REPEAT_WORDS = 12;

/** Takes the beginnings away, one after the other, until none is left. Nothing is taken that would leave no text. */
export function dropBoilerplate(text: string): string {
  const trimmed = text.trim();
  for (const beginning of BOILERPLATE) {
    const rest = trimmed.replace(beginning, "");
    if (rest !== trimmed && rest !== "") return dropBoilerplate(rest);
  }
  return trimmed;
}

/**
 * A phrase of up to twelve words that follows itself is kept once ("a dog on a dog on a dog on" gives "a dog on"): greedy generation of
 * small models runs into such loops. Words are compared without case and punctuation at their ends.
 */
export function dropRepeats(text: string): string {
  const words = text.trim().split(/\s+/u);
  const kept: string[] = [];
  for (const word of words) {
    kept.push(word);
    for (let length = Math.min(LONGEST_REPEAT_WORDS, kept.length >> 1); length >= 1; length -= 1) {
      if (endsTwice(kept, length)) {
        kept.length -= length;
        break;
      }
    }
  }
  return kept.join(" ");
}

function endsTwice(words: readonly string[], length: number): boolean {
  for (let k = 1; k <= length; k += 1) {
    if (bare(words[words.length - k]!) !== bare(words[words.length - length - k]!)) return false;
  }
  return true;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}

export interface CleanCaption {
  readonly text: string;
  /** The text under the other rules: what a visitor edits and keeps, so that a mask that is switched off is gone. */
  readonly unmasked: string;
  /** Number of class names that were masked. */
  readonly masked: number;
}

export type CleanUp = Pick<CaptionerSettings, "dropBoilerplate" | "dropRepeats" | "maskClassNames">;

/**
 * The rules in their order: repeats, boilerplate, mask.
 * @param classNames of the data set. All of them are masked in every caption, so that no label is used and test captions are treated as
 *   the others are.
 */
export function cleanCaption(
  text: string,
  rules: CleanUp,
  classNames: readonly string[],
): CleanCaption {
  let clean = text.replace(/\s+/gu, " ").trim();
  if (rules.dropRepeats) clean = dropRepeats(clean);
  if (rules.dropBoilerplate) clean = dropBoilerplate(clean);
  if (!rules.maskClassNames) return { text: clean, unmasked: clean, masked: 0 };
  return maskClassNames(clean, classNames);
}

/** Longer names first, so that "bell pepper" is masked before "pepper". */
export function maskClassNames(text: string, classNames: readonly string[]): CleanCaption {
  let shown = text;
  let masked = 0;
  for (const className of [...classNames].sort((a, b) => b.length - a.length)) {
    const next = maskClassName(shown, className);
    shown = next.text;
    masked += next.masked;
  }
  return { text: shown, unmasked: text, masked };
}

/** A letter of a script that puts spaces between words: there a name ends where its word does. */
const SPACED_LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])`;

/** What stands where a class name stood: a word that says nothing of the class. */
const MASK = "object";

/** Replaces every whole occurrence of the class name, in any case and with any separators between its words. */
function maskClassName(text: string, className: string): Omit<CleanCaption, "unmasked"> {
  if (!containsClassName(text, className)) return { text, masked: 0 };
  const words = className.normalize("NFKC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const separated = words.join("[^\\p{L}\\p{M}\\p{N}]+");
  const name = new RegExp(`(?<!${SPACED_LETTER})${separated}(?!${SPACED_LETTER})`, "giu");
  let masked = 0;
  const replaced = text.normalize("NFKC").replace(name, () => {
    masked += 1;
    return MASK;
  });
  return { text: replaced, masked };
}
