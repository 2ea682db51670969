/** Captions from a table: which of its columns names the image, and which holds the caption. */

import { COLUMN_WORDS } from "../../dataset/layouts/labels-table.ts";
import type { CaptionRow, ReadCaptions } from "./caption-row.ts";

export const TABLE_NEEDS = "it needs the columns file and caption.";
export const NO_ROWS = "it holds no rows.";

/** @param rows cells in the order of the header; null where a row has none */
export function captionsOfTable(
  header: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): ReadCaptions {
  const words = header.map((cell) => cell.trim().toLowerCase());
  const columnOf = (names: readonly string[]): number => {
    const word = names.find((name) => words.includes(name));
    return word === undefined ? -1 : words.indexOf(word);
  };
  const fileColumn = columnOf(COLUMN_WORDS.file);
  const captionColumn = columnOf(COLUMN_WORDS.caption);
  if (fileColumn < 0 || captionColumn < 0) return { rows: [], problems: [TABLE_NEEDS] };
  const found: CaptionRow[] = [];
  for (const cells of rows) {
    const file = cells[fileColumn] ?? "";
    const caption = cells[captionColumn] ?? null;
    if (file.trim() !== "" && caption !== null) found.push({ file, caption });
  }
  const without = rows.length - found.length;
  return {
    rows: found,
    problems: without === 0 ? [] : [`${without} rows lack a file name or a caption.`],
  };
}
