/** Words of the workbench, and which rows a filter shows. */

import type { Caption } from "../../pipeline/artifacts.ts";
import { TEXT_FLAGS, type TextFlag } from "../../pipeline/captions/text-flags.ts";
import type { TextFormat } from "../../pipeline/captions/text-files/caption-row.ts";
import type { TextRow } from "../../studio/selectors/text-rows.ts";
import { count } from "../format/count.ts";

export const FLAG_WORDS: Readonly<Record<TextFlag, string>> = {
  empty: "empty",
  duplicate: "duplicate",
  "too-long": "too long",
  "names-class": "contains class name",
  differs: "differs from neighbours",
};

export const SOURCE_WORDS: Readonly<Record<Caption["source"], string>> = {
  sidecar: "came with the image",
  tagger: "tagger",
  model: "model",
  retrieved: "nearest class text",
  edited: "edited",
  imported: "imported",
};

export const FORMAT_WORDS: Readonly<Record<TextFormat, string>> = {
  jsonl: "JSON lines (.jsonl)",
  csv: "Table (.csv)",
  txt: "A .txt beside each image (.zip)",
  coco: "COCO captions (.json)",
  metadata: "Hugging Face metadata.jsonl",
  parquet: "Parquet (.parquet)",
};

const FILTERS = ["all", "flagged", ...TEXT_FLAGS, "edited", "locked"] as const;
export type TextFilter = (typeof FILTERS)[number];

const FILTER_WORDS: Readonly<Record<TextFilter, string>> = {
  all: "All texts",
  flagged: "Any flag",
  ...FLAG_WORDS,
  edited: "edited",
  locked: "locked",
};

export function isShown({ flags, edited, locked }: TextRow, filter: TextFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "flagged":
      return flags.length > 0;
    case "edited":
      return edited;
    case "locked":
      return locked;
    default:
      return flags.includes(filter);
  }
}

/** Each filter with the number of rows that it shows. */
export function filterOptions(
  rows: readonly TextRow[],
): readonly { readonly value: TextFilter; readonly label: string }[] {
  return FILTERS.map((value) => ({
    value,
    label: `${FILTER_WORDS[value]} (${count(rows.filter((row) => isShown(row, value)).length)})`,
  }));
}

/** A textarea holds one kind of line end: a text that only looks the same in it was not edited. */
export function isTyped(typed: string, text: string): boolean {
  return typed !== text.replaceAll(/\r\n?/g, "\n");
}
