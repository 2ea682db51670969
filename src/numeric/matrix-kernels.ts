/** The products that graph and training are built on, as the plain TypeScript reference or as the SIMD module computes them. */

import type { SparseRows } from "./csr-product.ts";

export interface MatrixKernels {
  readonly name: "reference" | "simd" | "simd-fma";
  /** Copies a row-major matrix X [rows, width] in, ready for many products. @throws RangeError if the length does not fit */
  readonly load: (values: Float32Array, rows: number, width: number) => RowBlock;
}

/** X [rows, width], held for products with itself. A value depends on the rows it is made of alone, never on the rows computed beside them. */
export interface RowBlock {
  readonly rows: number;
  readonly width: number;
  /**
   * Rows [first, first + count) of X Xᵀ, columns from `from` on: entry (i, j) at (i - first) * stride + (j - from). Summed in the order of the columns of X.
   * `values` may be overwritten by the next call.
   */
  readonly products: (first: number, count: number, from: number) => ProductStripe;
  /** The chosen rows of A X, A sparse [n, rows]: [chosen, width]. */
  readonly csrProduct: (matrix: SparseRows, chosen: Int32Array) => Float32Array;
  /** B X of a dense B [count, rows], row-major: [count, width]. */
  readonly leftProduct: (left: Float32Array, count: number) => Float32Array;
  readonly dispose: () => void;
}

export interface ProductStripe {
  readonly values: Float32Array;
  readonly stride: number;
}
