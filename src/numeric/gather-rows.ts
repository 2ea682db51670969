/** Rows picked from a matrix. */

/**
 * @param matrix [n, width] row-major @param rows row indices, in the order wanted
 * @returns [rows, width], a copy
 */
export function gatherRows(
  matrix: Float32Array,
  width: number,
  rows: ArrayLike<number>,
): Float32Array {
  const picked = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * width;
    picked.set(matrix.subarray(start, start + width), i * width);
  }
  return picked;
}
