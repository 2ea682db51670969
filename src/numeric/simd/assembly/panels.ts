/** Into panels and out of them. */

import { PANEL_ROW } from "./products";

/**
 * Rows [first, first + rows) of P8(R) [height, N] from a row-major band [rows, width]; columns from `width` to the next multiple of eight become 0.
 *
 * @param height rows of the whole of P8(R)
 */
export function packRows(
  band: usize,
  rows: i32,
  width: i32,
  target: usize,
  first: i32,
  height: i32,
): void {
  const panelBytes = <usize>height * PANEL_ROW;
  const whole = width & ~7;
  for (let row = 0; row < rows; row++) {
    let source = band + ((<usize>row * <usize>width) << 2);
    let cell = target + <usize>(first + row) * PANEL_ROW;
    for (let column = 0; column < whole; column += 8) {
      v128.store(cell, v128.load(source));
      v128.store(cell, v128.load(source, 16), 16);
      source += 32;
      cell += panelBytes;
    }
    if (whole === width) continue;
    clearRows(cell, 1);
    for (let column = whole; column < width; column++) {
      store<f32>(cell, load<f32>(source));
      source += 4;
      cell += 4;
    }
  }
}

/** Rows [first, first + rows) of P8(R) [height, width] become 0. `width` is a multiple of eight. */
export function clearPanelRows(
  target: usize,
  first: i32,
  rows: i32,
  height: i32,
  width: i32,
): void {
  let cell = target + <usize>first * PANEL_ROW;
  for (let column = 0; column < width; column += 8) {
    clearRows(cell, rows);
    cell += <usize>height * PANEL_ROW;
  }
}

function clearRows(cell: usize, rows: i32): void {
  memory.fill(cell, 0, <usize>rows * PANEL_ROW);
}

/** Row-major [rows, width] of P8(R) [height, >= width]. */
export function unpackRows(panels: usize, height: i32, rows: i32, width: i32, target: usize): void {
  let cell = target;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const panel = <usize>(column >> 3) * <usize>height + <usize>row;
      store<f32>(cell, load<f32>(panels + panel * PANEL_ROW + ((<usize>(column & 7)) << 2)));
      cell += 4;
    }
  }
}

/** P8(Rᵀ) [N, K] of P8(R) [K, N], in blocks of eight by eight. */
export function transpose(panels: usize, rows: i32, columns: i32, target: usize): void {
  for (let j = 0; j < columns; j += 8) {
    let source = panels + <usize>j * ((<usize>rows) << 2);
    let cell = target + <usize>j * PANEL_ROW;
    for (let k = 0; k < rows; k += 8) {
      transposeQuarter(source, cell);
      transposeQuarter(source + 16, cell + 128);
      transposeQuarter(source + 128, cell + 16);
      transposeQuarter(source + 144, cell + 144);
      source += 8 * PANEL_ROW;
      cell += <usize>columns * PANEL_ROW;
    }
  }
}

/** Four by four, rows 32 bytes apart on both sides. */
function transposeQuarter(source: usize, target: usize): void {
  const a = v128.load(source);
  const b = v128.load(source, 32);
  const c = v128.load(source, 64);
  const d = v128.load(source, 96);
  const lowAb = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const highAb = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const lowCd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const highCd = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f64>(lowAb, lowCd, 0, 2));
  v128.store(target, v128.shuffle<f64>(lowAb, lowCd, 1, 3), 32);
  v128.store(target, v128.shuffle<f64>(highAb, highCd, 0, 2), 64);
  v128.store(target, v128.shuffle<f64>(highAb, highCd, 1, 3), 96);
}
