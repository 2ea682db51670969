/** The dense and sparse products in plain TypeScript: exact to the last float32 bit, and what the SIMD module is measured against. */

import { csrProduct } from "./csr-product.ts";
import type { MatrixKernels, ProductStripe, RowBlock } from "./matrix-kernels.ts";
import { packColumns, packedProducts, packRows, type PackedRows } from "./packed-products.ts";

/** Sums in float64 in the order of the summed index, rounded to float32 once. Nothing is clamped. */
export const referenceKernels: MatrixKernels = {
  name: "reference",
  load: (values, rows, width) => {
    if (values.length !== rows * width) {
      throw new RangeError(`${values.length} values for [${rows}, ${width}]`);
    }
    return referenceBlock(values.slice(), rows, width);
  },
};

function referenceBlock(values: Float32Array, rows: number, width: number): RowBlock {
  let columns: PackedRows | null = null;
  return {
    rows,
    width,
    products: (first, count, from) => {
      if (first < 0 || first + count > rows || from < 0 || from > rows) {
        throw new RangeError(
          `rows [${first}, ${first + count}) and columns from ${from} of ${rows}`,
        );
      }
      return productStripe(values, rows, width, first, count, from);
    },
    csrProduct: (matrix, chosen) => csrProduct(matrix, values, width, chosen),
    leftProduct: (left, count) => {
      if (left.length !== count * rows) {
        throw new RangeError(`${left.length} values for [${count}, ${rows}]`);
      }
      columns ??= packColumns(values, rows, width);
      return leftProduct(left, count, columns);
    },
    dispose: () => {
      columns = null;
    },
  };
}

/** Rows packed at once: a panel of the columns stays in the cache. */
const COLUMNS_AT_ONCE = 256;

/** X[first, first + count) X[from, rows)ᵀ. O(count (rows - from) width). */
function productStripe(
  values: Float32Array,
  rows: number,
  width: number,
  first: number,
  count: number,
  from: number,
): ProductStripe {
  const stride = rows - from;
  const stripe = new Float32Array(count * stride);
  const left = packRows(values, width, first, count);
  for (let start = from; start < rows; start += COLUMNS_AT_ONCE) {
    const right = packRows(values, width, start, Math.min(COLUMNS_AT_ONCE, rows - start));
    const sums = new Float64Array(left.paddedRows * right.paddedRows);
    packedProducts(left, right, sums);
    for (let i = 0; i < count; i++) {
      const row = i * right.paddedRows;
      stripe.set(sums.subarray(row, row + right.rows), i * stride + start - from);
    }
  }
  return { values: stripe, stride };
}

/** B X. O(count n d). */
function leftProduct(left: Float32Array, count: number, columns: PackedRows): Float32Array {
  const packed = packRows(left, columns.width, 0, count);
  const sums = new Float64Array(packed.paddedRows * columns.paddedRows);
  packedProducts(packed, columns, sums);
  const product = new Float32Array(count * columns.rows);
  for (let i = 0; i < count; i++) {
    const row = i * columns.paddedRows;
    product.set(sums.subarray(row, row + columns.rows), i * columns.rows);
  }
  return product;
}
