/**
 * Convolutions over windows, with relu6. Eight channels of a pixel lie together, as in image-products.ts; inputs are padded with zeros, so no window
 * looks beyond its plane. Sides are multiples of seven: 112, 56, 28, 14 and 7.
 */

import { BLOCK, clipped } from "./image-products";
import { multiplyAdd } from "./products";

@inline
function relu6(value: v128): v128 {
  return clipped(value, f32x4.splat(0), f32x4.splat(6));
}

/** Three neighbours of a row, from `p` on. */
@inline
function added3(sum: v128, p: usize, w0: v128, w1: v128, w2: v128): v128 {
  sum = multiplyAdd(v128.load(p), w0, sum);
  sum = multiplyAdd(v128.load(p, 1 * BLOCK), w1, sum);
  return multiplyAdd(v128.load(p, 2 * BLOCK), w2, sum);
}

/** Five neighbours of a row, from `p` on. */
@inline
function added5(sum: v128, p: usize, w0: v128, w1: v128, w2: v128, w3: v128, w4: v128): v128 {
  sum = added3(sum, p, w0, w1, w2);
  sum = multiplyAdd(v128.load(p, 3 * BLOCK), w3, sum);
  return multiplyAdd(v128.load(p, 4 * BLOCK), w4, sum);
}

/** Seven outputs of four channels, neighbours of a row. @param step bytes between the windows of neighbouring outputs */
@inline
function tile3(
  x: usize,
  rowBytes: usize,
  weights: usize,
  bias: usize,
  out: usize,
  step: usize,
): void {
  let s0 = v128.load(bias);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  for (let row: i32 = 0; row < 3; row++) {
    const w0 = v128.load(weights);
    const w1 = v128.load(weights, 1 * BLOCK);
    const w2 = v128.load(weights, 2 * BLOCK);
    s0 = added3(s0, x, w0, w1, w2);
    s1 = added3(s1, x + step, w0, w1, w2);
    s2 = added3(s2, x + 2 * step, w0, w1, w2);
    s3 = added3(s3, x + 3 * step, w0, w1, w2);
    s4 = added3(s4, x + 4 * step, w0, w1, w2);
    s5 = added3(s5, x + 5 * step, w0, w1, w2);
    s6 = added3(s6, x + 6 * step, w0, w1, w2);
    x += rowBytes;
    weights += 3 * BLOCK;
  }
  v128.store(out, relu6(s0));
  v128.store(out, relu6(s1), 1 * BLOCK);
  v128.store(out, relu6(s2), 2 * BLOCK);
  v128.store(out, relu6(s3), 3 * BLOCK);
  v128.store(out, relu6(s4), 4 * BLOCK);
  v128.store(out, relu6(s5), 5 * BLOCK);
  v128.store(out, relu6(s6), 6 * BLOCK);
}

/** As `tile3`, with windows of 5 x 5. */
@inline
function tile5(
  x: usize,
  rowBytes: usize,
  weights: usize,
  bias: usize,
  out: usize,
  step: usize,
): void {
  let s0 = v128.load(bias);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  for (let row: i32 = 0; row < 5; row++) {
    const w0 = v128.load(weights);
    const w1 = v128.load(weights, 1 * BLOCK);
    const w2 = v128.load(weights, 2 * BLOCK);
    const w3 = v128.load(weights, 3 * BLOCK);
    const w4 = v128.load(weights, 4 * BLOCK);
    s0 = added5(s0, x, w0, w1, w2, w3, w4);
    s1 = added5(s1, x + step, w0, w1, w2, w3, w4);
    s2 = added5(s2, x + 2 * step, w0, w1, w2, w3, w4);
    s3 = added5(s3, x + 3 * step, w0, w1, w2, w3, w4);
    s4 = added5(s4, x + 4 * step, w0, w1, w2, w3, w4);
    s5 = added5(s5, x + 5 * step, w0, w1, w2, w3, w4);
    s6 = added5(s6, x + 6 * step, w0, w1, w2, w3, w4);
    x += rowBytes;
    weights += 5 * BLOCK;
  }
  v128.store(out, relu6(s0));
  v128.store(out, relu6(s1), 1 * BLOCK);
  v128.store(out, relu6(s2), 2 * BLOCK);
  v128.store(out, relu6(s3), 3 * BLOCK);
  v128.store(out, relu6(s4), 4 * BLOCK);
  v128.store(out, relu6(s5), 5 * BLOCK);
  v128.store(out, relu6(s6), 6 * BLOCK);
}

/**
 * Eight channels of a depthwise 3 x 3 convolution with relu6.
 *
 * @param x padded plane [rows, rowBytes / 32, 8] @param weights [3, 3, 8] @param bias [8]
 * @param out [side, side, 8] @param stride 1 or 2
 */
export function depthwise3Block(
  x: usize,
  rowBytes: usize,
  weights: usize,
  bias: usize,
  out: usize,
  side: i32,
  stride: i32,
): void {
  for (let row: i32 = 0; row < side; row++) {
    let p = x;
    for (let column: i32 = 0; column < side; column += 7) {
      for (let half: usize = 0; half < BLOCK; half += 16) {
        if (stride == 1) tile3(p + half, rowBytes, weights + half, bias + half, out + half, BLOCK);
        else tile3(p + half, rowBytes, weights + half, bias + half, out + half, 2 * BLOCK);
      }
      p += 7 * BLOCK * <usize>stride;
      out += 7 * BLOCK;
    }
    x += rowBytes * <usize>stride;
  }
}

/** As `depthwise3Block`, with windows of 5 x 5: weights [5, 5, 8]. */
export function depthwise5Block(
  x: usize,
  rowBytes: usize,
  weights: usize,
  bias: usize,
  out: usize,
  side: i32,
  stride: i32,
): void {
  for (let row: i32 = 0; row < side; row++) {
    let p = x;
    for (let column: i32 = 0; column < side; column += 7) {
      for (let half: usize = 0; half < BLOCK; half += 16) {
        if (stride == 1) tile5(p + half, rowBytes, weights + half, bias + half, out + half, BLOCK);
        else tile5(p + half, rowBytes, weights + half, bias + half, out + half, 2 * BLOCK);
      }
      p += 7 * BLOCK * <usize>stride;
      out += 7 * BLOCK;
    }
    x += rowBytes * <usize>stride;
  }
}

/**
 * Eight outputs of the first convolution: 3 x 3 windows of three planes at stride 2, with relu6.
 *
 * @param x [3, rows, rowBytes / 4], planes `planeBytes` apart, padded at the far sides
 * @param weights [3, 3, 3, 8]: plane, row, column, output @param bias [8]
 * @param out rows of [side, 8], `outRowBytes` apart @param side a multiple of 4
 */
export function stemBlock(
  x: usize,
  rowBytes: usize,
  planeBytes: usize,
  weights: usize,
  bias: usize,
  out: usize,
  outRowBytes: usize,
  side: i32,
): void {
  for (let row: i32 = 0; row < side; row++) {
    let window = x;
    let target = out;
    for (let column: i32 = 0; column < side; column += 4) {
      stemTile(window, rowBytes, planeBytes, weights, bias, target);
      window += 32;
      target += 4 * BLOCK;
    }
    x += 2 * rowBytes;
    out += outRowBytes;
  }
}

/** Eight outputs at four neighbouring pixels, whose windows start two input pixels apart. */
@inline
function stemTile(
  x: usize,
  rowBytes: usize,
  planeBytes: usize,
  weights: usize,
  bias: usize,
  out: usize,
): void {
  let s00 = v128.load(bias);
  let s01 = v128.load(bias, 16);
  let s10 = s00;
  let s11 = s01;
  let s20 = s00;
  let s21 = s01;
  let s30 = s00;
  let s31 = s01;
  for (let plane: i32 = 0; plane < 3; plane++) {
    let line = x;
    for (let row: i32 = 0; row < 3; row++) {
      const end = line + 12;
      for (let p = line; p < end; p += 4) {
        const w0 = v128.load(weights);
        const w1 = v128.load(weights, 16);
        const x0 = v128.load32_splat(p);
        s00 = multiplyAdd(x0, w0, s00);
        s01 = multiplyAdd(x0, w1, s01);
        const x1 = v128.load32_splat(p, 8);
        s10 = multiplyAdd(x1, w0, s10);
        s11 = multiplyAdd(x1, w1, s11);
        const x2 = v128.load32_splat(p, 16);
        s20 = multiplyAdd(x2, w0, s20);
        s21 = multiplyAdd(x2, w1, s21);
        const x3 = v128.load32_splat(p, 24);
        s30 = multiplyAdd(x3, w0, s30);
        s31 = multiplyAdd(x3, w1, s31);
        weights += BLOCK;
      }
      line += rowBytes;
    }
    x += planeBytes;
  }
  v128.store(out, relu6(s00));
  v128.store(out, relu6(s01), 16);
  v128.store(out, relu6(s10), 32);
  v128.store(out, relu6(s11), 48);
  v128.store(out, relu6(s20), 64);
  v128.store(out, relu6(s21), 80);
  v128.store(out, relu6(s30), 96);
  v128.store(out, relu6(s31), 112);
}
