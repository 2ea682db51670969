/** Pillow's fixed-point resampling of pil-bicubic.ts on RGBA bytes, to the bit, and the encoder's input planes. */

/** As in pil-bicubic.ts: a weight is a whole number of 2^-22. */
const FRACTION_BITS: i32 = 22;
const HALF: i32 = 1 << (FRACTION_BITS - 1);

/** Four channels of a pixel as whole numbers. */
@inline
function pixelAt(p: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(p)));
}

/**
 * One pass along the rows: each output pixel is a weighted sum of neighbours, rounded and clipped to 0..255.
 *
 * @param source RGBA [rows, width, 4] @param out RGBA [rows, side, 4]
 * @param starts first input column of each output column [side] @param counts columns summed [side]
 * @param weights whole numbers of 2^-22 [side, stride]
 */
export function resampleRows(
  source: usize,
  width: i32,
  rows: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  stride: i32,
  side: i32,
  out: usize,
): void {
  for (let row: i32 = 0; row < rows; row++) {
    let line = weights;
    for (let column: usize = 0; column < <usize>side; column++) {
      let p = source + (<usize>load<i32>(starts + (column << 2)) << 2);
      const end = line + (<usize>load<i32>(counts + (column << 2)) << 2);
      let sum = i32x4.splat(HALF);
      for (let w = line; w < end; w += 4) {
        sum = i32x4.add(sum, i32x4.mul(pixelAt(p), v128.load32_splat(w)));
        p += 4;
      }
      const whole = i32x4.shr_s(sum, FRACTION_BITS);
      const narrow = i16x8.narrow_i32x4_s(whole, whole);
      v128.store32_lane(out, i8x16.narrow_i16x8_u(narrow, narrow), 0);
      out += 4;
      line += <usize>stride << 2;
    }
    source += <usize>width << 2;
  }
}

/**
 * The same along the columns.
 *
 * @param band RGBA [rows, side, 4] @param starts first row of the band of each output row [side] @param counts rows summed [side]
 * @param weights whole numbers of 2^-22 [side, stride] @param side a multiple of 4 @param out RGBA [side, side, 4]
 */
export function resampleColumns(
  band: usize,
  starts: usize,
  counts: usize,
  weights: usize,
  stride: i32,
  side: i32,
  out: usize,
): void {
  const rowBytes = <usize>side << 2;
  for (let row: usize = 0; row < <usize>side; row++) {
    const first = band + <usize>load<i32>(starts + (row << 2)) * rowBytes;
    const end = weights + (<usize>load<i32>(counts + (row << 2)) << 2);
    for (let column: usize = 0; column < rowBytes; column += 16) {
      let s0 = i32x4.splat(HALF);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let p = first + column;
      for (let w = weights; w < end; w += 4) {
        const weight = v128.load32_splat(w);
        const bytes = v128.load(p);
        const low = i16x8.extend_low_i8x16_u(bytes);
        const high = i16x8.extend_high_i8x16_u(bytes);
        s0 = i32x4.add(s0, i32x4.mul(i32x4.extend_low_i16x8_u(low), weight));
        s1 = i32x4.add(s1, i32x4.mul(i32x4.extend_high_i16x8_u(low), weight));
        s2 = i32x4.add(s2, i32x4.mul(i32x4.extend_low_i16x8_u(high), weight));
        s3 = i32x4.add(s3, i32x4.mul(i32x4.extend_high_i16x8_u(high), weight));
        p += rowBytes;
      }
      const left = i16x8.narrow_i32x4_s(
        i32x4.shr_s(s0, FRACTION_BITS),
        i32x4.shr_s(s1, FRACTION_BITS),
      );
      const right = i16x8.narrow_i32x4_s(
        i32x4.shr_s(s2, FRACTION_BITS),
        i32x4.shr_s(s3, FRACTION_BITS),
      );
      v128.store(out + column, i8x16.narrow_i16x8_u(left, right));
    }
    out += rowBytes;
    weights += <usize>stride << 2;
  }
}

/**
 * Red, green and blue bytes as three planes of normalised numbers.
 *
 * @param pixels RGBA [side, side, 4] @param values the number of each byte [3, 256]
 * @param out rows `rowBytes` apart, planes `planeBytes` apart
 */
export function normalizedPlanes(
  pixels: usize,
  side: i32,
  values: usize,
  out: usize,
  rowBytes: usize,
  planeBytes: usize,
): void {
  for (let row: i32 = 0; row < side; row++) {
    const end = out + (<usize>side << 2);
    for (let target = out; target < end; target += 4) {
      store<f32>(target, load<f32>(values + (<usize>load<u8>(pixels) << 2)));
      store<f32>(
        target + planeBytes,
        load<f32>(values + (<usize>load<u8>(pixels, 1) << 2), 1024),
      );
      store<f32>(
        target + 2 * planeBytes,
        load<f32>(values + (<usize>load<u8>(pixels, 2) << 2), 2048),
      );
      pixels += 4;
    }
    out += rowBytes;
  }
}
