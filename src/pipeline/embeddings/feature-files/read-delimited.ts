/** Reads .csv and .tsv files: a table with named columns, or rows of numbers and nothing else. */

import { parseDelimitedTable } from "../../dataset/delimited-table.ts";
import { unreadableFile } from "../../dataset/unreadable-file.ts";
import { utf8Text } from "../../dataset/utf8-text.ts";
import { columnsOnly, type FileContents } from "./feature-column.ts";
import { isNumeric, tableColumns } from "./table-columns.ts";

/** JavaScript engines hold no longer text. */
const MOST_BYTES = 2 ** 28;

/** @throws StudioError embeddings/unreadable-file */
export function readDelimited(bytes: Uint8Array, path: string): FileContents {
  if (bytes.length > MOST_BYTES) {
    throw unreadableFile(
      path,
      `it is ${bytes.length} bytes of text; ${MOST_BYTES} are the most`,
      null,
    );
  }
  const text = utf8Text(bytes);
  if (text === null) throw unreadableFile(path, "it is no UTF-8 text", null);
  const rows = parseDelimitedTable(text);
  const [header] = rows;
  if (header === undefined) throw unreadableFile(path, "it is empty", null);
  const isBare = header.every(isNumeric) && header.length > 1;
  const names = isBare
    ? header.map((_, column) => String(column))
    : header.map((name) => name.trim());
  const body = isBare ? rows : rows.slice(1);
  const odd = body.findIndex((row) => row.length !== header.length);
  if (odd >= 0) {
    throw unreadableFile(
      path,
      `row ${odd + (isBare ? 1 : 2)} has ${body[odd]!.length} cells and the first has ${header.length}`,
      null,
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw unreadableFile(path, `two columns are called ${twice}`, null);
  const cells = names.map((name, column) => [name, body.map((row) => row[column]!)] as const);
  return columnsOnly(tableColumns(path, new Map(cells)));
}
