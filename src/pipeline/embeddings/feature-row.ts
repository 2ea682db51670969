/** One row of features, from a file or from numbers that were pasted. */

import { unreadableFile } from "../dataset/unreadable-file.ts";
import { utf8Text } from "../dataset/utf8-text.ts";
import { rowCount, type FeatureColumn } from "./feature-files/feature-column.ts";
import { featureReader } from "./feature-files/read-feature-file.ts";
import { isNumeric } from "./feature-files/table-columns.ts";
import type { ImportFile } from "./imported-features.ts";

/**
 * Numbers between white space, commas or brackets, whatever the file is called; else the one array of numbers of a file that holds features.
 *
 * @returns [D], rounded to float32
 * @throws StudioError embeddings/unreadable-file: no numbers, several arrays or rows, or a value that is not finite
 */
export function readFeatureRow(file: ImportFile): Float32Array {
  const row = new Float32Array(numberList(file.bytes) ?? arrayOf(file));
  const odd = row.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw unreadableFile(file.path, `number ${odd + 1} of its row is not finite`, null);
  return row;
}

/** Null where the bytes are something else than numbers and what stands between them. */
function numberList(bytes: Uint8Array): readonly number[] | null {
  const words = utf8Text(bytes)
    ?.split(/[\s,;[\]]+/)
    .filter((word) => word !== "");
  return words === undefined || words.length === 0 || !words.every(isNumeric)
    ? null
    : words.map(Number);
}

function arrayOf(file: ImportFile): ArrayLike<number> {
  const read = featureReader(file);
  if (read === null) throw unreadableFile(file.path, "it holds no row of numbers", null);
  const arrays = read(file.bytes, file.path).columns.filter(
    ({ cells }) => cells.kind === "numbers",
  );
  const [array, ...others] = arrays;
  if (array === undefined || array.cells.kind !== "numbers") {
    throw unreadableFile(file.path, "it holds no row of numbers", null);
  }
  if (others.length > 0) {
    const text = `it holds ${arrays.length} arrays of numbers, and one is wanted`;
    throw unreadableFile(file.path, text, null);
  }
  const rows = rowsOf(array);
  if (rows !== 1) throw unreadableFile(file.path, `it holds ${rows} rows, and one is wanted`, null);
  return array.cells.values;
}

/** A vector is one row. */
function rowsOf(column: FeatureColumn): number {
  return column.cells.kind === "numbers" && column.cells.shape.length === 1 ? 1 : rowCount(column);
}
