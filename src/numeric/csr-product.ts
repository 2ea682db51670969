/** Products of a sparse matrix with dense ones: Â X once for each threshold, and Â 1. */

/** Compressed sparse rows: the entries of row i are [rowStart[i], rowStart[i + 1]), by rising column. */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  readonly rowStart: Int32Array;
  readonly columnIndex: Int32Array;
  readonly values: Float32Array | Float64Array;
}

/**
 * Rows of A X: out_r = Σ_j A_rj x_j, summed in float64 in the order of the columns, so that a row's result depends on its own entries alone.
 *
 * @param matrix A [n, m] @param dense X [m, width] row-major
 * @param rows which rows of A, in the order wanted; all of them if left out
 * @returns [rows, width] float32. O(entries of those rows x width).
 * @throws RangeError if X has not m rows
 */
export function csrProduct(
  matrix: SparseRows,
  dense: Float32Array,
  width: number,
  rows: Int32Array = allRows(matrix),
): Float32Array {
  if (dense.length !== matrix.columns * width) {
    throw new RangeError(`${dense.length} values for [${matrix.columns}, ${width}]`);
  }
  const result = new Float32Array(rows.length * width);
  const sum = new Float64Array(width);
  for (let r = 0; r < rows.length; r++) {
    sum.fill(0);
    addRow(matrix, rows[r]!, dense, sum);
    result.set(sum, r * width);
  }
  return result;
}

/** A 1: the sum of each chosen row's entries, float32. */
export function csrRowSums(matrix: SparseRows, rows: Int32Array = allRows(matrix)): Float32Array {
  return Float32Array.from(rows, (row) => {
    let sum = 0;
    for (let e = matrix.rowStart[row]!; e < matrix.rowStart[row + 1]!; e++)
      sum += matrix.values[e]!;
    return sum;
  });
}

function allRows(matrix: SparseRows): Int32Array {
  return Int32Array.from({ length: matrix.rows }, (_, row) => row);
}

/** sum += Σ_j A_rj x_j, four entries at a time, so that each partial sum is read and written a quarter as often. */
function addRow(matrix: SparseRows, row: number, dense: Float32Array, sum: Float64Array): void {
  const { columnIndex, values } = matrix;
  const width = sum.length;
  const end = matrix.rowStart[row + 1]!;
  let e = matrix.rowStart[row]!;
  for (; e + 4 <= end; e += 4) {
    const v0 = values[e]!;
    const v1 = values[e + 1]!;
    const v2 = values[e + 2]!;
    const v3 = values[e + 3]!;
    const x0 = columnIndex[e]! * width;
    const x1 = columnIndex[e + 1]! * width;
    const x2 = columnIndex[e + 2]! * width;
    const x3 = columnIndex[e + 3]! * width;
    for (let k = 0; k < width; k++) {
      sum[k] =
        sum[k]! +
        v0 * dense[x0 + k]! +
        v1 * dense[x1 + k]! +
        v2 * dense[x2 + k]! +
        v3 * dense[x3 + k]!;
    }
  }
  for (; e < end; e++) {
    const v = values[e]!;
    const x = columnIndex[e]! * width;
    for (let k = 0; k < width; k++) sum[k]! += v * dense[x + k]!;
  }
}
