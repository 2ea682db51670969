/** The most similar rows of one matrix to every row of another. */

import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { eachProductRow } from "../../numeric/row-products.ts";

/** Most similar first; of equal ones the smaller index. */
export interface NearestRows {
  /** Neighbours a row. */
  readonly size: number;
  /** [rows, size] */
  readonly index: Int32Array;
  /** [rows, size] */
  readonly similarity: Float32Array;
}

/**
 * The `size` rows of `candidates` with the largest products with each row of `rows`, or all of them where there are fewer.
 *
 * @param rows [n, width] @param candidates [m, width]
 * @returns O(n m width), in the memory of one stripe of products
 */
export function nearestRows(
  kernels: MatrixKernels,
  rows: Float32Array,
  candidates: Float32Array,
  width: number,
  size: number,
): NearestRows {
  const n = rows.length / width;
  const kept = Math.min(size, candidates.length / width);
  const index = new Int32Array(n * kept);
  const similarity = new Float32Array(n * kept).fill(-Infinity);
  eachProductRow(kernels, rows, candidates, width, (row, products) => {
    const [from, to] = [row * kept, (row + 1) * kept];
    keepLargest(products, index.subarray(from, to), similarity.subarray(from, to));
  });
  return { size: kept, index, similarity };
}

function keepLargest(values: Float32Array, index: Int32Array, similarity: Float32Array): void {
  const last = similarity.length - 1;
  values.forEach((value, candidate) => {
    if (!(value > similarity[last]!)) return;
    let place = last;
    for (; place > 0 && similarity[place - 1]! < value; place--) {
      similarity[place] = similarity[place - 1]!;
      index[place] = index[place - 1]!;
    }
    similarity[place] = value;
    index[place] = candidate;
  });
}
