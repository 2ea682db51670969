/**
 * Convolutions of one pixel as products. Activations [channels, height, width] are stored in blocks of eight channels, [channels / 8, pixels, 8], and
 * weights [outputs, inputs] as [outputs / 8, inputs, 8], so that eight outputs are two vectors and a result is the next input without repacking.
 */

import { multiplyAdd } from "./products";

/** Bytes of the eight channels of a pixel, and of the eight outputs of a weight. */
export const BLOCK: usize = 32;

/** Pixels of a tile: six times eight sums, two weights and one factor are the fifteen registers that V8 gives on x86. */
const TILE: i32 = 6;

/** min(max(value, low), high); NaN stays NaN, so that damage is seen. */
@inline
export function clipped(value: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, low), high);
}

@inline
function storeClipped(
  out: usize,
  place: usize,
  first: v128,
  second: v128,
  low: v128,
  high: v128,
): void {
  const address = out + <usize>load<u32>(place);
  v128.store(address, clipped(first, low, high));
  v128.store(address, clipped(second, low, high), 16);
}

/**
 * Eight outputs of a 1 x 1 convolution at every pixel, y = clip(b + sum_k w_k x_k + residual). Each is summed in the order of k.
 *
 * @param x [inBlocks, pixels, 8], blocks `planeBytes` apart
 * @param pixels at least 6; the last tile may overlap the one before it, so `residual` must not be `out`
 * @param weights [8 inBlocks, 8]
 * @param bias [8]
 * @param places byte offset in `out` of each pixel's result: [pixels]
 * @param residual [pixels, 8] to be added before clipping; 0 for none
 */
export function pointwiseBlock(
  x: usize,
  pixels: i32,
  planeBytes: usize,
  inBlocks: i32,
  weights: usize,
  bias: usize,
  out: usize,
  places: usize,
  residual: usize,
  lowest: f32,
  highest: f32,
): void {
  const low = f32x4.splat(lowest);
  const high = f32x4.splat(highest);
  for (let next: i32 = 0; next < pixels; next += TILE) {
    const pixel = <usize>min(next, pixels - TILE);
    let s00 = v128.load(bias);
    let s01 = v128.load(bias, 16);
    let s10 = s00;
    let s11 = s01;
    let s20 = s00;
    let s21 = s01;
    let s30 = s00;
    let s31 = s01;
    let s40 = s00;
    let s41 = s01;
    let s50 = s00;
    let s51 = s01;
    let w = weights;
    let block = x + pixel * BLOCK;
    for (let b: i32 = 0; b < inBlocks; b++) {
      // Unrolling by hand is slower: V8 unrolls this loop itself and keeps every sum in a register.
      const end = block + BLOCK;
      for (let p = block; p < end; p += 4) {
        const w0 = v128.load(w);
        const w1 = v128.load(w, 16);
        const x0 = v128.load32_splat(p);
        s00 = multiplyAdd(x0, w0, s00);
        s01 = multiplyAdd(x0, w1, s01);
        const x1 = v128.load32_splat(p, 1 * BLOCK);
        s10 = multiplyAdd(x1, w0, s10);
        s11 = multiplyAdd(x1, w1, s11);
        const x2 = v128.load32_splat(p, 2 * BLOCK);
        s20 = multiplyAdd(x2, w0, s20);
        s21 = multiplyAdd(x2, w1, s21);
        const x3 = v128.load32_splat(p, 3 * BLOCK);
        s30 = multiplyAdd(x3, w0, s30);
        s31 = multiplyAdd(x3, w1, s31);
        const x4 = v128.load32_splat(p, 4 * BLOCK);
        s40 = multiplyAdd(x4, w0, s40);
        s41 = multiplyAdd(x4, w1, s41);
        const x5 = v128.load32_splat(p, 5 * BLOCK);
        s50 = multiplyAdd(x5, w0, s50);
        s51 = multiplyAdd(x5, w1, s51);
        w += BLOCK;
      }
      block += planeBytes;
    }
    if (residual) {
      const r = residual + pixel * BLOCK;
      s00 = f32x4.add(s00, v128.load(r));
      s01 = f32x4.add(s01, v128.load(r, 16));
      s10 = f32x4.add(s10, v128.load(r, 32));
      s11 = f32x4.add(s11, v128.load(r, 48));
      s20 = f32x4.add(s20, v128.load(r, 64));
      s21 = f32x4.add(s21, v128.load(r, 80));
      s30 = f32x4.add(s30, v128.load(r, 96));
      s31 = f32x4.add(s31, v128.load(r, 112));
      s40 = f32x4.add(s40, v128.load(r, 128));
      s41 = f32x4.add(s41, v128.load(r, 144));
      s50 = f32x4.add(s50, v128.load(r, 160));
      s51 = f32x4.add(s51, v128.load(r, 176));
    }
    const place = places + pixel * 4;
    storeClipped(out, place, s00, s01, low, high);
    storeClipped(out, place + 4, s10, s11, low, high);
    storeClipped(out, place + 8, s20, s21, low, high);
    storeClipped(out, place + 12, s30, s31, low, high);
    storeClipped(out, place + 16, s40, s41, low, high);
    storeClipped(out, place + 20, s50, s51, low, high);
  }
}

/** Mean over the pixels of [pixels, 8]: [8]. */
export function meanBlock(x: usize, pixels: i32, out: usize): void {
  let first = f32x4.splat(0);
  let second = first;
  for (let i: i32 = 0; i < pixels; i++) {
    first = f32x4.add(first, v128.load(x));
    second = f32x4.add(second, v128.load(x, 16));
    x += BLOCK;
  }
  const count = f32x4.splat(<f32>pixels);
  v128.store(out, f32x4.div(first, count));
  v128.store(out, f32x4.div(second, count), 16);
}

/**
 * y = W x + b.
 *
 * @param x [inputs] @param inputs even, so that two sums run side by side
 * @param weights [outBlocks, inputs, 8] @param bias [8 outBlocks] @param out [8 outBlocks]
 */
export function dense(
  x: usize,
  inputs: i32,
  weights: usize,
  bias: usize,
  out: usize,
  outBlocks: i32,
): void {
  const end = x + (<usize>inputs << 2);
  for (let block: i32 = 0; block < outBlocks; block++) {
    let even0 = v128.load(bias);
    let even1 = v128.load(bias, 16);
    let odd0 = f32x4.splat(0);
    let odd1 = odd0;
    for (let p = x; p < end; p += 8) {
      const x0 = v128.load32_splat(p);
      even0 = multiplyAdd(x0, v128.load(weights), even0);
      even1 = multiplyAdd(x0, v128.load(weights, 16), even1);
      const x1 = v128.load32_splat(p, 4);
      odd0 = multiplyAdd(x1, v128.load(weights, 32), odd0);
      odd1 = multiplyAdd(x1, v128.load(weights, 48), odd1);
      weights += 2 * BLOCK;
    }
    v128.store(out, f32x4.add(even0, odd0));
    v128.store(out, f32x4.add(even1, odd1), 16);
    bias += BLOCK;
    out += BLOCK;
  }
}
