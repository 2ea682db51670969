/** The rows of X and Â X of several seeds as sparse products with one table of features, so that only indices and weights travel to the device. */

import type { SparseRows } from "../../numeric/csr-product.ts";
import type { GraphRows } from "../adapter/simd-adapter.ts";
import { constantColumn, onesColumn, type WideLayout } from "../adapter/wide-layout.ts";
import type { CsrMatrix, FusedFeatures } from "../artifacts.ts";
import { reshape, tensor3d, tidy, type Tensor2D, type Tensor3D } from "../tensor.ts";

/** One seed's chosen nodes. */
export interface SeedRows {
  /** [n] node -> example */
  readonly example: Int32Array;
  /** Node indices */
  readonly rows: Int32Array;
}

/**
 * [N + 1, features]: row i is [s z_i, 1, 0, ...], so that a product with Â carries Â 1 beside Â X; the last row is the constant alone.
 *
 * @param scale s of E2b
 */
export function featureTable(
  { rows, dimension, values }: FusedFeatures,
  scale: number,
  layout: WideLayout,
): Float32Array {
  const table = new Float32Array((rows + 1) * layout.features);
  for (let row = 0; row < rows; row++) {
    const start = row * layout.features;
    for (let k = 0; k < dimension; k++) table[start + k] = values[row * dimension + k]! * scale;
    table[start + onesColumn(layout)] = 1;
  }
  table[rows * layout.features + constantColumn(layout)] = 1;
  return table;
}

/** Rows that pick the chosen nodes' own features, each seed padded to `count` rows with empty ones. */
export function selectionRows(
  seeds: readonly SeedRows[],
  count: number,
  examples: number,
): SparseRows {
  return stackedRows(seeds, count, examples, ({ example, rows }, row, append) => {
    append(example[rows[row]!]!, 1);
  });
}

/** The chosen rows of each seed's Â over the examples, with the constant appended, each seed padded to `count` rows with empty ones. */
export function adjacencyRows(
  seeds: readonly (SeedRows & { readonly adjacency: CsrMatrix })[],
  count: number,
  examples: number,
): SparseRows {
  return stackedRows(seeds, count, examples, ({ adjacency, example, rows }, row, append) => {
    const { rowStart, columnIndex, values } = adjacency;
    const node = rows[row]!;
    for (let e = rowStart[node]!; e < rowStart[node + 1]!; e++) {
      append(example[columnIndex[e]!]!, values[e]!);
    }
    append(examples, 1);
  });
}

/** @returns [S * count, examples + 1] */
function stackedRows<Seed extends SeedRows>(
  seeds: readonly Seed[],
  count: number,
  examples: number,
  fill: (seed: Seed, row: number, append: (column: number, value: number) => void) => void,
): SparseRows {
  const rowStart = new Int32Array(seeds.length * count + 1);
  let end = 0;
  const visit = (append: (column: number, value: number) => void): void => {
    end = 0;
    seeds.forEach((seed, index) => {
      if (seed.rows.length > count) throw new RangeError(`${seed.rows.length} rows of ${count}`);
      for (let row = 0; row < count; row++) {
        if (row < seed.rows.length) fill(seed, row, append);
        rowStart[index * count + row + 1] = end;
      }
    });
  };
  visit(() => end++);
  const columnIndex = new Int32Array(end);
  const values = new Float32Array(end);
  visit((column, value) => {
    columnIndex[end] = column;
    values[end++] = value;
  });
  return { rows: seeds.length * count, columns: examples + 1, rowStart, columnIndex, values };
}

/** Rows that were aggregated on the processor, where no adjacency is kept: [S, count, features]. */
export function uploadAggregated(
  seeds: readonly GraphRows[],
  count: number,
  layout: WideLayout,
): Tensor3D {
  const { features, shape } = layout;
  const width = shape.featureDimension;
  const values = new Float32Array(seeds.length * count * features);
  seeds.forEach(({ aggregated, ones }, seed) => {
    ones.forEach((sum, row) => {
      const start = (seed * count + row) * features;
      values.set(aggregated.subarray(row * width, (row + 1) * width), start);
      values[start + onesColumn(layout)] = sum;
      values[start + constantColumn(layout)] = 1;
    });
  });
  return tensor3d(values, [seeds.length, count, features]);
}

/** [S * count, features] -> [S, count, features]; disposes the argument. */
export function bySeed(stacked: Tensor2D, seeds: number): Tensor3D {
  const cut = tidy((): Tensor3D => reshape(stacked, [seeds, -1, stacked.shape[1]]));
  stacked.dispose();
  return cut;
}
