/** What the sheet says of one column: shape, type, norms, rows that are not finite. */

import type { PlacedColumn } from "./column-roles.ts";
import { matrixOf, rowCount } from "./feature-files/feature-column.ts";
import type { FoundArray } from "./imported-features.ts";

export function foundArray({ column, place, role, reason }: PlacedColumn): FoundArray {
  const { name, path, cells } = column;
  return {
    name,
    path,
    role,
    part: place.part,
    shape: cells.kind === "texts" ? [rowCount(column)] : cells.shape,
    dtype: cells.kind === "texts" ? "string" : cells.type,
    ...norms(column),
    reason:
      matrixOf(column) !== null && cells.kind === "numbers"
        ? `${reason}${ROUNDED[cells.type] ?? ""}`
        : reason,
  };
}

const ROUNDED: Readonly<Record<string, string>> = {
  float64: "; float64 is rounded to float32",
  decimal: "; decimal numbers are rounded to float32",
};

/** Euclidean norms of the rows that are finite, in float64. */
function norms(column: PlacedColumn["column"]): Pick<FoundArray, "norms" | "nanRows"> {
  const matrix = matrixOf(column);
  if (matrix === null) return { norms: null, nanRows: 0 };
  const { rows, dimension, values } = matrix;
  let smallest = Infinity;
  let largest = 0;
  let sum = 0;
  let nanRows = 0;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let k = row * dimension; k < (row + 1) * dimension; k++) squares += values[k]! ** 2;
    const norm = Math.sqrt(squares);
    if (Number.isFinite(norm)) {
      smallest = Math.min(smallest, norm);
      largest = Math.max(largest, norm);
      sum += norm;
    } else {
      nanRows++;
    }
  }
  const finite = rows - nanRows;
  return { norms: finite === 0 ? null : { smallest, mean: sum / finite, largest }, nanRows };
}
