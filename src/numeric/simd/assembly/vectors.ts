/** Row vectors beside matrices in panels: sums of columns, products with a vector, rows that are added to every row. Sizes are multiples of eight. */

import { PANEL_ROW, multiplyAdd } from "./products";

/** out [N] = start + vᵀ R, R in P8(R) [K, N]; `start` 0 for none. */
export function vectorProduct(
  v: usize,
  panels: usize,
  rows: i32,
  columns: i32,
  start: usize,
  out: usize,
): void {
  let cell = panels;
  for (let j: usize = 0; j < (<usize>columns) << 2; j += 32) {
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    if (start !== 0) {
      s0 = v128.load(start + j);
      s1 = v128.load(start + j, 16);
    }
    let x = v;
    for (let k = 0; k < rows; k++) {
      const value = v128.load32_splat(x);
      s0 = multiplyAdd(value, v128.load(cell), s0);
      s1 = multiplyAdd(value, v128.load(cell, 16), s1);
      x += 4;
      cell += PANEL_ROW;
    }
    v128.store(out + j, s0);
    v128.store(out + j, s1, 16);
  }
}

/** out [N] = 1ᵀ R. */
export function columnSums(panels: usize, rows: i32, columns: i32, out: usize): void {
  let cell = panels;
  for (let j: usize = 0; j < (<usize>columns) << 2; j += 32) {
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    for (let k = 0; k < rows; k++) {
      s0 = f32x4.add(s0, v128.load(cell));
      s1 = f32x4.add(s1, v128.load(cell, 16));
      cell += PANEL_ROW;
    }
    v128.store(out + j, s0);
    v128.store(out + j, s1, 16);
  }
}

/** P8(1 bᵀ + a cᵀ) [K, N]; `a` 0 leaves the second term out, `b` 0 the first. */
export function outerProduct(
  a: usize,
  c: usize,
  b: usize,
  rows: i32,
  columns: i32,
  out: usize,
): void {
  let cell = out;
  for (let j: usize = 0; j < (<usize>columns) << 2; j += 32) {
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    if (b !== 0) {
      b0 = v128.load(b + j);
      b1 = v128.load(b + j, 16);
    }
    if (a === 0) {
      for (let k = 0; k < rows; k++) {
        v128.store(cell, b0);
        v128.store(cell, b1, 16);
        cell += PANEL_ROW;
      }
      continue;
    }
    const c0 = v128.load(c + j);
    const c1 = v128.load(c + j, 16);
    let x = a;
    for (let k = 0; k < rows; k++) {
      const value = v128.load32_splat(x);
      v128.store(cell, multiplyAdd(value, c0, b0));
      v128.store(cell, multiplyAdd(value, c1, b1), 16);
      x += 4;
      cell += PANEL_ROW;
    }
  }
}
