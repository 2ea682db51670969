/** Rows of a sparse matrix times a dense one in panels. */

import { PANEL_ROW, multiplyAdd } from "./products";

/**
 * out_r = Σ_e value_e x_(column_e) over the entries [starts[r], starts[r + 1]) of row r, in their order.
 *
 * @param panels P8(X) [height, width], width a multiple of eight @param out row-major [rows, width]
 */
export function sparseProduct(
  starts: usize,
  columns: usize,
  values: usize,
  rows: i32,
  panels: usize,
  height: i32,
  width: i32,
  out: usize,
): void {
  const panelBytes = <usize>height * PANEL_ROW;
  const rowBytes = (<usize>width) << 2;
  let column = 0;
  // Four panels at a time: their rows stay in the cache while every sparse row passes by.
  for (; column + 32 <= width; column += 32) {
    const slab = panels + <usize>(column >> 3) * panelBytes;
    for (let row = 0; row < rows; row++) {
      const target = out + <usize>row * rowBytes + ((<usize>column) << 2);
      fourPanels(starts + ((<usize>row) << 2), columns, values, slab, panelBytes, target);
    }
  }
  for (; column < width; column += 8) {
    const slab = panels + <usize>(column >> 3) * panelBytes;
    for (let row = 0; row < rows; row++) {
      const target = out + <usize>row * rowBytes + ((<usize>column) << 2);
      onePanel(starts + ((<usize>row) << 2), columns, values, slab, target);
    }
  }
}

function fourPanels(
  start: usize,
  columns: usize,
  values: usize,
  slab: usize,
  panelBytes: usize,
  target: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0);
  let s5 = f32x4.splat(0);
  let s6 = f32x4.splat(0);
  let s7 = f32x4.splat(0);
  const end = (<usize>load<u32>(start, 4)) << 2;
  for (let e = (<usize>load<u32>(start)) << 2; e < end; e += 4) {
    const value = v128.load32_splat(values + e);
    let x = slab + <usize>load<u32>(columns + e) * PANEL_ROW;
    s0 = multiplyAdd(value, v128.load(x), s0);
    s1 = multiplyAdd(value, v128.load(x, 16), s1);
    x += panelBytes;
    s2 = multiplyAdd(value, v128.load(x), s2);
    s3 = multiplyAdd(value, v128.load(x, 16), s3);
    x += panelBytes;
    s4 = multiplyAdd(value, v128.load(x), s4);
    s5 = multiplyAdd(value, v128.load(x, 16), s5);
    x += panelBytes;
    s6 = multiplyAdd(value, v128.load(x), s6);
    s7 = multiplyAdd(value, v128.load(x, 16), s7);
  }
  v128.store(target, s0);
  v128.store(target, s1, 16);
  v128.store(target, s2, 32);
  v128.store(target, s3, 48);
  v128.store(target, s4, 64);
  v128.store(target, s5, 80);
  v128.store(target, s6, 96);
  v128.store(target, s7, 112);
}

function onePanel(start: usize, columns: usize, values: usize, slab: usize, target: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  const end = (<usize>load<u32>(start, 4)) << 2;
  for (let e = (<usize>load<u32>(start)) << 2; e < end; e += 4) {
    const value = v128.load32_splat(values + e);
    const x = slab + <usize>load<u32>(columns + e) * PANEL_ROW;
    s0 = multiplyAdd(value, v128.load(x), s0);
    s1 = multiplyAdd(value, v128.load(x, 16), s1);
  }
  v128.store(target, s0);
  v128.store(target, s1, 16);
}
