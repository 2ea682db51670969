/** The nearest neighbours of every row of a matrix of features, which is all that a layout needs to know of it. */

import type { RowBlock } from "../../numeric/matrix-kernels.ts";

/** Flat lists of `size` neighbours a row, nearest first; the row itself comes first of all. */
export interface NearestNeighbours {
  readonly count: number;
  readonly size: number;
  /** [count, size] row index */
  readonly index: Int32Array;
  /** [count, size] cosine */
  readonly similarity: Float32Array;
}

const STRIPE_ROWS = 64;

/**
 * Each row itself, then its most similar others; of equally similar ones those of smaller index. A zero row has cosine 0 with every other.
 * Every pair is looked at once, for both of its ends, so the memory is that of the lists and of one stripe.
 *
 * @param block unit rows @param size the row itself counted; at most rows - 1, as UMAP needs it
 * @returns a generator that yields the number of rows done. O(N² D).
 */
export function* nearestNeighbours(
  block: RowBlock,
  size: number,
): Generator<number, NearestNeighbours> {
  const count = block.rows;
  const neighbours = emptyLists(count, Math.max(1, Math.min(size, count - 1)));
  for (let first = 0; first < count; first += STRIPE_ROWS) {
    const rows = Math.min(STRIPE_ROWS, count - first);
    const { values, stride } = block.products(first, rows, first);
    for (let row = first; row < first + rows; row++) {
      offerRow(neighbours, row, values, (row - first) * stride - first);
    }
    yield first + rows;
  }
  return neighbours;
}

function emptyLists(count: number, size: number): NearestNeighbours {
  const index = new Int32Array(count * size);
  const similarity = new Float32Array(count * size).fill(-Infinity);
  for (let row = 0; row < count; row++) {
    index[row * size] = row;
    // Above every cosine: no other row, not even an equal one, comes before the row itself.
    similarity[row * size] = Infinity;
  }
  return { count, size, index, similarity };
}

/** @param offset place of column 0 in the row, which may lie before its first value */
function offerRow(
  neighbours: NearestNeighbours,
  row: number,
  values: Float32Array,
  offset: number,
): void {
  const { count, size, similarity } = neighbours;
  const last = size - 1;
  for (let column = row + 1; column < count; column++) {
    const value = Math.max(-1, Math.min(1, values[offset + column]!));
    // Every row meets the others by rising index, so a later one of equal cosine stays behind.
    if (value > similarity[row * size + last]!) insert(neighbours, row, column, value);
    if (value > similarity[column * size + last]!) insert(neighbours, column, row, value);
  }
}

function insert(
  { size, index, similarity }: NearestNeighbours,
  row: number,
  other: number,
  value: number,
): void {
  let place = (row + 1) * size - 1;
  for (; similarity[place - 1]! < value; place--) {
    similarity[place] = similarity[place - 1]!;
    index[place] = index[place - 1]!;
  }
  similarity[place] = value;
  index[place] = other;
}
