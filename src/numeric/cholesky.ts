/** Linear systems with a symmetric positive definite matrix. */

/**
 * X of A X = B by the Cholesky decomposition A = L Lᵀ (Golub & Van Loan 2013, algorithm 4.2.1), in float64.
 *
 * @param matrix A [n, n] row-major; its lower triangle is read, nothing is changed
 * @param rightSides B as rows [m, n]: one system a row
 * @returns X as rows [m, n]. O(n³ + m n²).
 * @throws RangeError if A is not positive definite, or the lengths do not fit
 */
export function solvePositiveDefinite(
  matrix: Float64Array,
  n: number,
  rightSides: Float64Array,
): Float64Array {
  if (matrix.length !== n * n || rightSides.length % n !== 0) {
    throw new RangeError(`${matrix.length} and ${rightSides.length} values for n = ${n}`);
  }
  const factor = choleskyFactor(matrix, n);
  const solutions = rightSides.slice();
  for (let start = 0; start < solutions.length; start += n) {
    const x = solutions.subarray(start, start + n);
    for (let i = 0; i < n; i++) {
      x[i] = (x[i]! - dotPrefix(factor, i * n, x, i)) / factor[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      x[i]! /= factor[i * n + i]!;
      for (let k = 0; k < i; k++) x[k]! -= factor[i * n + k]! * x[i]!;
    }
  }
  return solutions;
}

/** L row by row, so that every sum runs along two rows. */
function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = factor.subarray(i * n, i * n + n);
    for (let j = 0; j < i; j++) {
      row[j] = (matrix[i * n + j]! - dotPrefix(factor, j * n, row, j)) / factor[j * n + j]!;
    }
    const pivot = matrix[i * n + i]! - dotPrefix(row, 0, row, i);
    if (!(pivot > 0)) throw new RangeError(`pivot ${pivot} of row ${i}: not positive definite`);
    row[i] = Math.sqrt(pivot);
  }
  return factor;
}

function dotPrefix(a: Float64Array, aStart: number, b: Float64Array, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[aStart + k]! * b[k]!;
  return sum;
}
