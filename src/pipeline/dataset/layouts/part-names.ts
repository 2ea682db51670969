/** The words by which folders and tables name the parts of a split. */

import type { Part } from "../../artifacts.ts";

const PART_OF_WORD = new Map<string, Part>([
  ["train", "train"],
  ["training", "train"],
  ["trn", "train"],
  ["val", "validation"],
  ["valid", "validation"],
  ["validation", "validation"],
  ["dev", "validation"],
  ["test", "test"],
  ["testing", "test"],
  ["tst", "test"],
]);

export function partNamed(word: string): Part | null {
  return PART_OF_WORD.get(word.trim().toLowerCase()) ?? null;
}
