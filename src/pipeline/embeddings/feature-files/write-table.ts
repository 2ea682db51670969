/** Columns as text: a .csv file, and the JSON forms of a column. Numbers are written so that the same float32 is read again. */

import { float32Text } from "../float-text.ts";
import type { TableColumn } from "./feature-table.ts";

/** A header and a line a row; a matrix takes a column for each of its numbers (image_0, image_1, ...). */
export function csvText(columns: readonly TableColumn[]): string {
  const names = columns.flatMap((column) =>
    column.kind === "matrix"
      ? Array.from({ length: column.matrix.dimension }, (_, k) => `${column.key}_${k}`)
      : [column.key],
  );
  const lines = Array.from({ length: rowsIn(columns) }, (_, row) =>
    columns.map((column) => csvCell(column, row)).join(","),
  );
  return `${[names.map(quoted).join(","), ...lines].join("\n")}\n`;
}

/** A list of the column's rows in JSON; a matrix is a list of lists, an integer below 0 (no label) null. */
export function jsonList(column: TableColumn): string {
  switch (column.kind) {
    case "texts":
      return JSON.stringify(column.values);
    case "integers":
      return `[${Array.from(column.values, (value) => (value < 0 ? "null" : String(value))).join(",")}]`;
    case "matrix":
      return `[\n${Array.from(
        { length: column.matrix.rows },
        (_, row) => `[${matrixRow(column, row)}]`,
      ).join(",\n")}]`;
  }
}

/** { "files": [...], "labels": [...], ... } */
export function jsonText(entries: readonly (readonly [key: string, json: string])[]): string {
  return `{${entries.map(([key, json]) => `${JSON.stringify(key)}: ${json}`).join(",\n")}}\n`;
}

function rowsIn([first]: readonly TableColumn[]): number {
  if (first === undefined) return 0;
  return first.kind === "matrix" ? first.matrix.rows : first.values.length;
}

function csvCell(column: TableColumn, row: number): string {
  if (column.kind === "matrix") return matrixRow(column, row);
  return column.kind === "texts" ? quoted(column.values[row]!) : String(column.values[row]!);
}

function matrixRow({ matrix }: TableColumn & { readonly kind: "matrix" }, row: number): string {
  const { dimension, values } = matrix;
  return Array.from(values.subarray(row * dimension, (row + 1) * dimension), float32Text).join(",");
}

/** As in RFC 4180. */
function quoted(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
