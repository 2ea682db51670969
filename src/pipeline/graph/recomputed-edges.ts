/** Edges of a threshold below the cut-off, found again from the features: a band of rows at a time, so that no N² numbers are stored. */

import type { SparseRows } from "../../numeric/csr-product.ts";
import type { RowBlock } from "../../numeric/matrix-kernels.ts";
import { pairsOfRows } from "./pair-sweep.ts";

/** Nodes [0, senders) send to all nodes that are more similar than the threshold. */
export interface EdgeRule {
  readonly senders: number;
  readonly threshold: number;
}

const STRIPE_ROWS = 64;

/** d̃ of every node: itself and the senders joined to it. One pass over the rows of the senders; yields the number of pairs done. */
export function* degreesAbove(
  block: RowBlock,
  { senders, threshold }: EdgeRule,
): Generator<number, Int32Array> {
  const degrees = new Int32Array(block.rows).fill(1);
  for (let first = 0; first < senders; first += STRIPE_ROWS) {
    const rows = Math.min(STRIPE_ROWS, senders - first);
    const { values, stride } = block.products(first, rows, first);
    for (let row = first; row < first + rows; row++) {
      const offset = (row - first) * stride - first;
      let received = 0;
      for (let column = row + 1; column < block.rows; column++) {
        const joined = Number(values[offset + column]! > threshold);
        degrees[column]! += joined;
        if (column < senders) received += joined;
      }
      degrees[row]! += received;
    }
    yield pairsOfRows(first + rows, block.rows);
  }
  return degrees;
}

/**
 * Which senders are joined to rows [first, first + count): [count, senders] ones and zeros; a row's entry for itself means nothing.
 * The cosines come by rows, or by senders where those are so few that it takes fewer products.
 *
 * @returns a generator that yields the number of entries done
 */
export function* joinedSenders(
  block: RowBlock,
  first: number,
  count: number,
  { senders, threshold }: EdgeRule,
): Generator<number, Uint8Array> {
  const joined = new Uint8Array(count * senders);
  const bySenders = senders * (block.rows - first) < count * block.rows;
  const end = bySenders ? senders : count;
  for (let start = 0; start < end; start += STRIPE_ROWS) {
    const rows = Math.min(STRIPE_ROWS, end - start);
    const { values, stride } = bySenders
      ? block.products(start, rows, first)
      : block.products(first + start, rows, 0);
    for (let i = 0; i < rows; i++) {
      const offset = i * stride;
      const length = bySenders ? count : senders;
      const place = bySenders ? start + i : (start + i) * senders;
      const step = bySenders ? senders : 1;
      for (let k = 0; k < length; k++) {
        joined[place + k * step] = Number(values[offset + k]! > threshold);
      }
    }
    yield (joined.length * (start + rows)) / end;
  }
  return joined;
}

/**
 * Rows [first, first + count) of Â (see `normalizedAdjacency`).
 *
 * @param joined `joinedSenders` of these rows @param degrees `degreesAbove`
 */
export function adjacencyRows(
  joined: Uint8Array,
  first: number,
  count: number,
  degrees: Int32Array,
): SparseRows {
  const senders = joined.length / count;
  const entries = degrees.subarray(first, first + count).reduce((sum, degree) => sum + degree, 0);
  const rowStart = new Int32Array(count + 1);
  const columnIndex = new Int32Array(entries);
  const values = new Float32Array(entries);
  let entry = 0;
  const add = (row: number, column: number): void => {
    columnIndex[entry] = column;
    values[entry++] = 1 / Math.sqrt(degrees[row]! * degrees[column]!);
  };
  for (let i = 0; i < count; i++) {
    const row = first + i;
    for (let sender = 0; sender < senders; sender++) {
      if (joined[i * senders + sender] === 1 || sender === row) add(row, sender);
    }
    if (row >= senders) add(row, row);
    rowStart[i + 1] = entry;
  }
  return { rows: count, columns: degrees.length, rowStart, columnIndex, values };
}
