/** Coordinates in the space that the rows of a matrix span, smaller than its columns when there are few rows. */

import { packRows, packedProducts } from "./packed-products.ts";

export interface RowSpace {
  /** Dimension r of the space. */
  readonly rank: number;
  /** L [rows, rank]: the rows in an orthonormal basis Q of the space, X = L Qᵀ. */
  readonly coordinates: Float64Array;
  /** Q u for vectors u given as rows: [count, rank] -> [count, width]. */
  readonly toColumns: (vectors: Float64Array, count: number) => Float64Array;
}

/** Squared distance from the rows before, relative to the largest row: below it a row adds rounding noise, not a dimension. */
const RANK_TOLERANCE = 1e-12;

/**
 * Cholesky decomposition with pivots of X Xᵀ = L Lᵀ, so that inner products of rows of L are those of X.
 * Stops at the rank of X, and so handles equal and dependent rows.
 *
 * @param values X [rows, width] row-major
 * @returns O(rows² width + rows rank²)
 */
export function rowSpace(
  values: Float32Array | Float64Array,
  rows: number,
  width: number,
): RowSpace {
  const packed = packRows(values, width, 0, rows);
  const gram = new Float64Array(packed.paddedRows ** 2);
  packedProducts(packed, packed, gram);
  const { columns, pivots } = pivotedCholesky(gram, packed.paddedRows, rows);
  const rank = pivots.length;
  const coordinates = new Float64Array(rows * rank);
  columns.forEach((column, k) => {
    for (let row = 0; row < rows; row++) coordinates[row * rank + k] = column[row]!;
  });
  return {
    rank,
    coordinates,
    toColumns: (vectors, count) => {
      const result = new Float64Array(count * width);
      for (let v = 0; v < count; v++) {
        const weights = vectors.slice(v * rank, (v + 1) * rank);
        solveTransposed(coordinates, rank, pivots, weights);
        const target = result.subarray(v * width, (v + 1) * width);
        pivots.forEach((row, k) => {
          for (let j = 0; j < width; j++) target[j]! += weights[k]! * values[row * width + j]!;
        });
      }
      return result;
    },
  };
}

/** Columns of L, each [rows], and the row that each was made from. */
function pivotedCholesky(
  gram: Float64Array,
  stride: number,
  rows: number,
): { columns: Float64Array[]; pivots: number[] } {
  const left = Float64Array.from({ length: rows }, (_, i) => gram[i * stride + i]!);
  const smallest = RANK_TOLERANCE * left.reduce((a, b) => Math.max(a, b), 0);
  const columns: Float64Array[] = [];
  const pivots: number[] = [];
  while (pivots.length < rows) {
    const pivot = left.reduce((best, value, i) => (value > left[best]! ? i : best), 0);
    if (!(left[pivot]! > smallest)) break;
    const column = gram.slice(pivot * stride, pivot * stride + rows);
    for (const other of columns) {
      const factor = other[pivot]!;
      for (let i = 0; i < rows; i++) column[i]! -= factor * other[i]!;
    }
    const scale = 1 / Math.sqrt(left[pivot]!);
    for (let i = 0; i < rows; i++) {
      column[i]! *= scale;
      left[i]! -= column[i]! * column[i]!;
    }
    for (const earlier of pivots) column[earlier] = 0;
    left[pivot] = -Infinity;
    columns.push(column);
    pivots.push(pivot);
  }
  return { columns, pivots };
}

/** Solves L_Pᵀ a = u in place, L_P the triangle of the pivot rows: since Qᵀ = L_P⁻¹ X_P, Q u = X_Pᵀ a. */
function solveTransposed(
  coordinates: Float64Array,
  rank: number,
  pivots: readonly number[],
  vector: Float64Array,
): void {
  for (let k = rank - 1; k >= 0; k--) {
    const row = pivots[k]! * rank;
    vector[k]! /= coordinates[row + k]!;
    for (let i = 0; i < k; i++) vector[i]! -= coordinates[row + i]! * vector[k]!;
  }
}
