/** The products of matrix-kernels.ts in the SIMD module, in float32. */

import type { SparseRows } from "../csr-product.ts";
import type { MatrixKernels, ProductStripe, RowBlock } from "../matrix-kernels.ts";
import { createArenas, packPanels, padded, type Arena, type WasmModule } from "./arena.ts";

/**
 * Sums in float32 in the order of the summed index, in the relaxed build without rounding the products first.
 *
 * @param module compiled from simd.wasm or simd-fma.wasm, which `name` says
 */
export function createSimdKernels(module: WasmModule, name: "simd" | "simd-fma"): MatrixKernels {
  // A block has a memory of its own, so that blocks may end in any order.
  const arenas = createArenas(module);
  return {
    name,
    load: (values, rows, width) => {
      if (values.length !== rows * width) {
        throw new RangeError(`${values.length} values for [${rows}, ${width}]`);
      }
      const arena = arenas.open();
      return simdBlock(arena, values, rows, width, () => arenas.close(arena));
    },
  };
}

/** A block's place in the memory. What stands above `end` is room for one call. */
interface Place {
  readonly arena: Arena;
  readonly rows: number;
  readonly width: number;
  /** P8(X) [rows, width] */
  readonly panels: number;
  /** P8(Xᵀ) [width, rows], made for the first products of rows. */
  transposed: number | null;
  end: number;
}

function simdBlock(
  arena: Arena,
  values: Float32Array,
  rows: number,
  width: number,
  end: () => void,
): RowBlock {
  const panels = packPanels(arena, values, rows, width);
  let held: Place | null = { arena, rows, width, panels, transposed: null, end: arena.mark() };
  const place = (): Place => {
    if (held === null) throw new TypeError("the rows were disposed");
    arena.release(held.end);
    return held;
  };
  return {
    rows,
    width,
    products: (first, count, from) => productStripe(place(), first, count, from),
    csrProduct: (matrix, chosen) => sparseRows(place(), matrix, chosen),
    leftProduct: (left, count) => denseRows(place(), left, count),
    dispose: () => {
      if (held !== null) end();
      held = null;
    },
  };
}

/** Rows that stay in the second cache while all columns pass by. */
const ROWS_AT_ONCE = 64;

function productStripe(place: Place, first: number, count: number, from: number): ProductStripe {
  const { arena, rows, width } = place;
  if (first < 0 || first + count > rows || from < 0 || from > rows) {
    throw new RangeError(`rows [${first}, ${first + count}) and columns from ${from} of ${rows}`);
  }
  const transposed = transposedPanels(place);
  const inner = padded(width);
  const start = first - (first % 8);
  const left = from - (from % 8);
  const stride = padded(rows) - left;
  const height = padded(first + count) - start;
  const out = arena.take(height * stride);
  for (let row = 0; row < height; row += ROWS_AT_ONCE) {
    arena.run.rowProduct(
      transposed + 4 * (start + row) * inner,
      transposed + 4 * left * inner,
      out + 4 * row * stride,
      Math.min(ROWS_AT_ONCE, height - row),
      stride,
      inner,
      4 * stride,
    );
  }
  const skipped = (first - start) * stride + (from - left);
  const length = count === 0 || from === rows ? 0 : (count - 1) * stride + (rows - from);
  return { values: arena.floats(out + 4 * skipped, length), stride };
}

function transposedPanels(place: Place): number {
  if (place.transposed !== null) return place.transposed;
  const { arena, rows, width, panels } = place;
  const transposed = arena.take(padded(rows) * padded(width));
  arena.run.transpose(panels, padded(rows), padded(width), transposed);
  place.transposed = transposed;
  place.end = arena.mark();
  return transposed;
}

/** Sparse entries that are copied in at once, unless one row has more. */
const ENTRIES_AT_ONCE = 262_144;
const SPARSE_ROWS_AT_ONCE = 2048;

function sparseRows(place: Place, matrix: SparseRows, chosen: Int32Array): Float32Array {
  const { arena, rows, width } = place;
  if (matrix.columns !== rows) throw new RangeError(`${matrix.columns} columns for ${rows} rows`);
  const product = new Float32Array(chosen.length * width);
  let done = 0;
  while (done < chosen.length) {
    const { starts, rows: batch } = nextRows(matrix, chosen, done);
    multiplyBatch(place, matrix, chosen.subarray(done, done + batch), starts, product, done);
    arena.release(place.end);
    done += batch;
  }
  return product;
}

/** The next rows that fit, at least one, and where their entries start in the batch: [rows + 1]. */
function nextRows(
  { rowStart }: SparseRows,
  chosen: Int32Array,
  done: number,
): { readonly starts: Int32Array; readonly rows: number } {
  const most = Math.min(SPARSE_ROWS_AT_ONCE, chosen.length - done);
  const starts = new Int32Array(most + 1);
  let rows = 0;
  for (; rows < most; rows++) {
    const row = chosen[done + rows]!;
    const end = starts[rows]! + rowStart[row + 1]! - rowStart[row]!;
    if (rows > 0 && end > ENTRIES_AT_ONCE) break;
    starts[rows + 1] = end;
  }
  return { starts: starts.subarray(0, rows + 1), rows };
}

function multiplyBatch(
  { arena, rows: height, width, panels }: Place,
  matrix: SparseRows,
  batch: Int32Array,
  starts: Int32Array,
  product: Float32Array,
  done: number,
): void {
  const entries = starts[batch.length]!;
  const padding = padded(width);
  const startsAt = arena.take(starts.length);
  const columnsAt = arena.take(entries);
  const valuesAt = arena.take(entries);
  const out = arena.take(batch.length * padding);
  arena.integers(startsAt, starts.length).set(starts);
  const columns = arena.integers(columnsAt, entries);
  const values = arena.floats(valuesAt, entries);
  batch.forEach((row, index) => {
    const from = matrix.rowStart[row]!;
    const to = matrix.rowStart[row + 1]!;
    columns.set(matrix.columnIndex.subarray(from, to), starts[index]);
    values.set(matrix.values.subarray(from, to), starts[index]);
  });
  arena.run.sparseProduct(
    startsAt,
    columnsAt,
    valuesAt,
    batch.length,
    panels,
    padded(height),
    padding,
    out,
  );
  copyRows(arena.floats(out, batch.length * padding), padding, product, done, batch.length, width);
}

function denseRows(place: Place, left: Float32Array, count: number): Float32Array {
  const { arena, rows, width, panels } = place;
  if (left.length !== count * rows) {
    throw new RangeError(`${left.length} values for [${count}, ${rows}]`);
  }
  const inner = padded(rows);
  const stride = padded(width);
  const product = new Float32Array(count * width);
  for (let first = 0; first < count; first += ROWS_AT_ONCE) {
    const band = Math.min(ROWS_AT_ONCE, count - first);
    const height = padded(band);
    const part = left.subarray(first * rows, (first + band) * rows);
    const packed = packPanels(arena, part, band, rows);
    const transposed = arena.take(height * inner);
    arena.run.transpose(packed, height, inner, transposed);
    const out = arena.take(height * stride);
    arena.run.rowProduct(transposed, panels, out, height, stride, inner, 4 * stride);
    copyRows(arena.floats(out, height * stride), stride, product, first, band, width);
    arena.release(place.end);
  }
  return product;
}

/** Rows of `source`, `stride` apart, to the rows of `target` from `first` on. */
function copyRows(
  source: Float32Array,
  stride: number,
  target: Float32Array,
  first: number,
  rows: number,
  width: number,
): void {
  for (let row = 0; row < rows; row++) {
    target.set(source.subarray(row * stride, row * stride + width), (first + row) * width);
  }
}
