/** Products of the rows of two matrices by the kernels that rank the pairs. */

import type { MatrixKernels } from "./matrix-kernels.ts";

const STRIPE_ROWS = 64;

/**
 * X Yᵀ: entry (i, j) is x_i · y_j.
 *
 * @param left X [n, width] @param right Y [m, width]
 * @returns [n, m] float32. O(n m width).
 * @throws RangeError if a length is no multiple of the width
 */
export function rowProducts(
  kernels: MatrixKernels,
  left: Float32Array,
  right: Float32Array,
  width: number,
): Float32Array {
  const columns = right.length / width;
  const products = new Float32Array((left.length / width) * columns);
  eachProductRow(kernels, left, right, width, (row, values) => {
    products.set(values, row * columns);
  });
  return products;
}

/**
 * The rows of X Yᵀ one after another, in the memory of one stripe of them.
 *
 * @param visit gets the row of X and its products [m], which are overwritten later
 */
export function eachProductRow(
  kernels: MatrixKernels,
  left: Float32Array,
  right: Float32Array,
  width: number,
  visit: (row: number, products: Float32Array) => void,
): void {
  const rows = left.length / width;
  const columns = right.length / width;
  const both = new Float32Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  const block = kernels.load(both, rows + columns, width);
  try {
    for (let first = 0; first < rows; first += STRIPE_ROWS) {
      const count = Math.min(STRIPE_ROWS, rows - first);
      const { values, stride } = block.products(first, count, rows);
      for (let i = 0; i < count; i++) {
        visit(first + i, values.subarray(i * stride, i * stride + columns));
      }
    }
  } finally {
    block.dispose();
  }
}
