/**
 * Matrix products in panels. P8(R), R [K, N], holds R as [N / 8, K, 8]: eight neighbouring columns together, row after row. The product of P8(Aᵀ) and
 * P8(B) is P8(A B), so that a result is the next operand without repacking. All sizes are multiples of eight, filled with zeros.
 */

/** a b + c, with one rounding where the build is for relaxed SIMD and the processor has fused multiply-add. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/** Bytes from one row of a panel to the next. */
export const PANEL_ROW: usize = 32;

/** Products that stay in the nearest cache: 512 rows of a panel are 16 kB. */
const INNER: i32 = 512;

/**
 * Sixty-four sums in sixteen registers: rows of `out` are `rowBytes` apart. Each is summed in the order of k, whatever stands beside it.
 *
 * Written out in its callers, which are then too large for V8 to inline: Chromium 156 inlined `product` into the training step after some thousand
 * calls, and the step took 1.6 times as long for seconds.
 *
 * @param a panel of P8(Aᵀ) @param b panel of P8(B) @param inner K, a multiple of 4 @param add whether to start from what `out` holds
 */
@inline
function tile(a: usize, b: usize, out: usize, inner: i32, rowBytes: usize, add: bool): void {
  const p0 = out;
  const p1 = out + 1 * rowBytes;
  const p2 = out + 2 * rowBytes;
  const p3 = out + 3 * rowBytes;
  const p4 = out + 4 * rowBytes;
  const p5 = out + 5 * rowBytes;
  const p6 = out + 6 * rowBytes;
  const p7 = out + 7 * rowBytes;
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  let s40 = f32x4.splat(0);
  let s41 = f32x4.splat(0);
  let s50 = f32x4.splat(0);
  let s51 = f32x4.splat(0);
  let s60 = f32x4.splat(0);
  let s61 = f32x4.splat(0);
  let s70 = f32x4.splat(0);
  let s71 = f32x4.splat(0);
  if (add) {
    s00 = v128.load(p0);
    s01 = v128.load(p0, 16);
    s10 = v128.load(p1);
    s11 = v128.load(p1, 16);
    s20 = v128.load(p2);
    s21 = v128.load(p2, 16);
    s30 = v128.load(p3);
    s31 = v128.load(p3, 16);
    s40 = v128.load(p4);
    s41 = v128.load(p4, 16);
    s50 = v128.load(p5);
    s51 = v128.load(p5, 16);
    s60 = v128.load(p6);
    s61 = v128.load(p6, 16);
    s70 = v128.load(p7);
    s71 = v128.load(p7, 16);
  }
  for (let k = inner >> 2; k > 0; k--) {
    let b0: v128;
    let b1: v128;
    let x: v128;
    b0 = v128.load(b, 0);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a, 0);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    x = v128.load32_splat(a, 4);
    s10 = multiplyAdd(x, b0, s10);
    s11 = multiplyAdd(x, b1, s11);
    x = v128.load32_splat(a, 8);
    s20 = multiplyAdd(x, b0, s20);
    s21 = multiplyAdd(x, b1, s21);
    x = v128.load32_splat(a, 12);
    s30 = multiplyAdd(x, b0, s30);
    s31 = multiplyAdd(x, b1, s31);
    x = v128.load32_splat(a, 16);
    s40 = multiplyAdd(x, b0, s40);
    s41 = multiplyAdd(x, b1, s41);
    x = v128.load32_splat(a, 20);
    s50 = multiplyAdd(x, b0, s50);
    s51 = multiplyAdd(x, b1, s51);
    x = v128.load32_splat(a, 24);
    s60 = multiplyAdd(x, b0, s60);
    s61 = multiplyAdd(x, b1, s61);
    x = v128.load32_splat(a, 28);
    s70 = multiplyAdd(x, b0, s70);
    s71 = multiplyAdd(x, b1, s71);
    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    x = v128.load32_splat(a, 32);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    x = v128.load32_splat(a, 36);
    s10 = multiplyAdd(x, b0, s10);
    s11 = multiplyAdd(x, b1, s11);
    x = v128.load32_splat(a, 40);
    s20 = multiplyAdd(x, b0, s20);
    s21 = multiplyAdd(x, b1, s21);
    x = v128.load32_splat(a, 44);
    s30 = multiplyAdd(x, b0, s30);
    s31 = multiplyAdd(x, b1, s31);
    x = v128.load32_splat(a, 48);
    s40 = multiplyAdd(x, b0, s40);
    s41 = multiplyAdd(x, b1, s41);
    x = v128.load32_splat(a, 52);
    s50 = multiplyAdd(x, b0, s50);
    s51 = multiplyAdd(x, b1, s51);
    x = v128.load32_splat(a, 56);
    s60 = multiplyAdd(x, b0, s60);
    s61 = multiplyAdd(x, b1, s61);
    x = v128.load32_splat(a, 60);
    s70 = multiplyAdd(x, b0, s70);
    s71 = multiplyAdd(x, b1, s71);
    b0 = v128.load(b, 64);
    b1 = v128.load(b, 80);
    x = v128.load32_splat(a, 64);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    x = v128.load32_splat(a, 68);
    s10 = multiplyAdd(x, b0, s10);
    s11 = multiplyAdd(x, b1, s11);
    x = v128.load32_splat(a, 72);
    s20 = multiplyAdd(x, b0, s20);
    s21 = multiplyAdd(x, b1, s21);
    x = v128.load32_splat(a, 76);
    s30 = multiplyAdd(x, b0, s30);
    s31 = multiplyAdd(x, b1, s31);
    x = v128.load32_splat(a, 80);
    s40 = multiplyAdd(x, b0, s40);
    s41 = multiplyAdd(x, b1, s41);
    x = v128.load32_splat(a, 84);
    s50 = multiplyAdd(x, b0, s50);
    s51 = multiplyAdd(x, b1, s51);
    x = v128.load32_splat(a, 88);
    s60 = multiplyAdd(x, b0, s60);
    s61 = multiplyAdd(x, b1, s61);
    x = v128.load32_splat(a, 92);
    s70 = multiplyAdd(x, b0, s70);
    s71 = multiplyAdd(x, b1, s71);
    b0 = v128.load(b, 96);
    b1 = v128.load(b, 112);
    x = v128.load32_splat(a, 96);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    x = v128.load32_splat(a, 100);
    s10 = multiplyAdd(x, b0, s10);
    s11 = multiplyAdd(x, b1, s11);
    x = v128.load32_splat(a, 104);
    s20 = multiplyAdd(x, b0, s20);
    s21 = multiplyAdd(x, b1, s21);
    x = v128.load32_splat(a, 108);
    s30 = multiplyAdd(x, b0, s30);
    s31 = multiplyAdd(x, b1, s31);
    x = v128.load32_splat(a, 112);
    s40 = multiplyAdd(x, b0, s40);
    s41 = multiplyAdd(x, b1, s41);
    x = v128.load32_splat(a, 116);
    s50 = multiplyAdd(x, b0, s50);
    s51 = multiplyAdd(x, b1, s51);
    x = v128.load32_splat(a, 120);
    s60 = multiplyAdd(x, b0, s60);
    s61 = multiplyAdd(x, b1, s61);
    x = v128.load32_splat(a, 124);
    s70 = multiplyAdd(x, b0, s70);
    s71 = multiplyAdd(x, b1, s71);
    a += 128;
    b += 128;
  }
  v128.store(p0, s00);
  v128.store(p0, s01, 16);
  v128.store(p1, s10);
  v128.store(p1, s11, 16);
  v128.store(p2, s20);
  v128.store(p2, s21, 16);
  v128.store(p3, s30);
  v128.store(p3, s31, 16);
  v128.store(p4, s40);
  v128.store(p4, s41, 16);
  v128.store(p5, s50);
  v128.store(p5, s51, 16);
  v128.store(p6, s60);
  v128.store(p6, s61, 16);
  v128.store(p7, s70);
  v128.store(p7, s71, 16);
}

/**
 * P8(A B) [M, N] of P8(Aᵀ) [K, M] and P8(B) [K, N].
 *
 * @param add whether the product is added to `out`
 */
export function product(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  add: bool,
): void {
  const panelBytes = <usize>inner * PANEL_ROW;
  const outBytes = <usize>rows * PANEL_ROW;
  let left = a;
  let target = out;
  for (let i = 0; i < rows; i += 8) {
    let right = b;
    let cell = target;
    for (let j = 0; j < columns; j += 8) {
      tile(left, right, cell, inner, PANEL_ROW, add);
      right += panelBytes;
      cell += outBytes;
    }
    left += panelBytes;
    target += 8 * PANEL_ROW;
  }
}

/** A B row by row: as `product`, but `out` is row-major, `rowBytes` from row to row. A panel of B meets all rows of A while it is near. */
export function rowProduct(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  rowBytes: usize,
): void {
  const panelBytes = <usize>inner * PANEL_ROW;
  for (let k = 0; k < inner; k += INNER) {
    const depth = min(INNER, inner - k);
    const skip = <usize>k * PANEL_ROW;
    let right = b + skip;
    let target = out;
    for (let j = 0; j < columns; j += 8) {
      let left = a + skip;
      let cell = target;
      for (let i = 0; i < rows; i += 8) {
        tile(left, right, cell, depth, rowBytes, k > 0);
        left += panelBytes;
        cell += 8 * rowBytes;
      }
      right += panelBytes;
      target += 32;
    }
  }
}
