/** Pillow's antialiased resize, to the bit, computing only the window that is cropped. */

/** An image in memory: row-major, `channels` bytes a pixel, red, green and blue first. */
export interface PixelSource {
  readonly pixels: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** 3: RGB. 4: RGBA, whose fourth byte is not read. */
  readonly channels: 3 | 4;
}

/** The 8-bit result of a resample is kept with this many fractional bits: 32 - 8 (the pixel) - 2 (overshoot). */
const FRACTION_BITS = 22;
const ONE = 1 << FRACTION_BITS;
const HALF = 1 << (FRACTION_BITS - 1);

/** Each kernel, and how far it reaches in pixels of the coarser grid. */
const KERNELS = {
  bicubic: { support: 2, weight: cubic },
  bilinear: { support: 1, weight: triangle },
  lanczos: { support: 3, weight: lanczos },
} as const;

/**
 * The centre crop of an image after resizing its shortest side, as `torchvision` does it with Pillow
 * (`Resize(R, BICUBIC)`, `CenterCrop(S)`), so that an encoder sees the pixels it was trained on.
 *
 * Resized size: R on the short side, trunc(R long / short) on the other. Crop offset: (side - S) / 2, a half rounded to the even number.
 * Each axis is a weighted sum with Keys' cubic, a = -0.5,
 *   k(x) = 1.5 |x|^3 - 2.5 |x|^2 + 1 for |x| < 1,  -0.5 |x|^3 + 2.5 |x|^2 - 4 |x| + 2 for 1 <= |x| < 2,  0 beyond,
 * stretched by the ratio in / out when that is above 1 (the antialiasing); weights sum to 1 and are rounded to 22 fractional bits.
 * Rows first, then columns; the result of each pass is rounded and clipped to 0..255, which is why the order matters.
 *
 * @param resizedSide R, pixels of the shortest side
 * @param cropSide S <= R
 * @returns RGB bytes [S, S, 3]. O(S (S + height) max(1, short / R)).
 * @throws RangeError if a side is not a positive integer, S > R, or the buffer does not hold width x height pixels
 */
export function pilBicubicCenterCrop(
  source: PixelSource,
  resizedSide: number,
  cropSide: number,
): Uint8Array<ArrayBuffer> {
  const { columns, rows, firstRow, endRow } = bicubicCropWindow(source, resizedSide, cropSide);
  return resampleColumns(
    resampleRows(source, columns, firstRow, endRow), // [endRow - firstRow, S, 3]
    rows,
    firstRow,
    cropSide,
  ); // [S, S, 3]
}

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Pillow's filters that models were trained with: Keys' cubic, the triangle max(0, 1 - |x|), and sinc(x) sinc(x / 3) for |x| < 3. */
export type ResizeFilter = "bicubic" | "bilinear" | "lanczos";

/**
 * An image resized to `resized` as Pillow does it, and its centre of the size `crop`, as the image processors of transformers cut it:
 * a half of a pixel goes to the left and to the top.
 *
 * @returns RGB bytes [crop.height, crop.width, 3]
 * @throws RangeError if a side is not a positive integer, the crop is larger, or the buffer does not hold width x height pixels
 */
export function pilResize(
  source: PixelSource,
  resized: PixelSize,
  crop: PixelSize,
  filter: ResizeFilter,
): Uint8Array<ArrayBuffer> {
  checkSizes(source, resized.width, crop.width);
  checkSizes(source, resized.height, crop.height);
  const columns = axisWeights(source.width, resized.width, crop.width, Math.floor, filter);
  const rows = axisWeights(source.height, resized.height, crop.height, Math.floor, filter);
  const firstRow = rows.start[0]!;
  const endRow = rows.start[crop.height - 1]! + rows.count[crop.height - 1]!;
  const band = resampleRows(source, columns, firstRow, endRow);
  return resampleColumns(band, rows, firstRow, crop.width);
}

/** Which pixels of an image make its centre crop, with which weights. */
export interface BicubicCropWindow {
  readonly columns: AxisWeights;
  readonly rows: AxisWeights;
  /** Rows of the image that are read: [firstRow, endRow). */
  readonly firstRow: number;
  readonly endRow: number;
}

/**
 * The weights of `pilBicubicCenterCrop`, with the same arguments.
 *
 * @throws RangeError as there
 */
export function bicubicCropWindow(
  source: PixelSource,
  resizedSide: number,
  cropSide: number,
): BicubicCropWindow {
  checkSizes(source, resizedSide, cropSide);
  const { width, height } = source;
  const short = Math.min(width, height);
  const resizedWidth = Math.trunc((resizedSide * width) / short);
  const resizedHeight = Math.trunc((resizedSide * height) / short);
  const columns = axisWeights(width, resizedWidth, cropSide, roundHalfToEven, "bicubic");
  const rows = axisWeights(height, resizedHeight, cropSide, roundHalfToEven, "bicubic");
  const firstRow = rows.start[0]!;
  const endRow = rows.start[cropSide - 1]! + rows.count[cropSide - 1]!;
  return { columns, rows, firstRow, endRow };
}

function checkSizes(source: PixelSource, resizedSide: number, cropSide: number): void {
  for (const side of [source.width, source.height, resizedSide, cropSide]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new RangeError(`A side must be a positive whole number of pixels, not ${side}`);
    }
  }
  if (cropSide > resizedSide) {
    throw new RangeError(`Cannot crop ${cropSide} pixels from a side of ${resizedSide}`);
  }
  const bytes = source.width * source.height * source.channels;
  if (source.pixels.length !== bytes) {
    throw new RangeError(`${source.pixels.length} bytes, ${bytes} expected`);
  }
}

/** For each output position: where its input window starts, how long it is, and its fixed-point weights, whole numbers of 2^-22. */
export interface AxisWeights {
  readonly start: Int32Array;
  readonly count: Int32Array;
  /** [positions, stride] */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Weights of the `cropSide` central positions of an axis resized from `inputSide` to `outputSide` pixels. */
function axisWeights(
  inputSide: number,
  outputSide: number,
  cropSide: number,
  roundOffset: (half: number) => number,
  filter: ResizeFilter,
): AxisWeights {
  const kernel = KERNELS[filter];
  const offset = roundOffset((outputSide - cropSide) / 2);
  const ratio = inputSide / outputSide;
  const stretch = Math.max(ratio, 1);
  const support = kernel.support * stretch;
  const stride = Math.ceil(support) * 2 + 1;
  const start = new Int32Array(cropSide);
  const count = new Int32Array(cropSide);
  const weights = new Int32Array(cropSide * stride);
  const window = new Float64Array(stride);
  for (let position = 0; position < cropSide; position++) {
    const center = (offset + position + 0.5) * ratio;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(inputSide, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let i = first; i < end; i++) {
      const weight = kernel.weight((i - center + 0.5) / stretch);
      window[i - first] = weight;
      sum += weight;
    }
    for (let i = 0; i < end - first; i++) {
      const scaled = (window[i]! / sum) * ONE;
      weights[position * stride + i] = Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
    }
    start[position] = first;
    count[position] = end - first;
  }
  return { start, count, weights, stride };
}

/** Keys' cubic convolution kernel with a = -0.5. */
function cubic(signed: number): number {
  const x = Math.abs(signed);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

function triangle(signed: number): number {
  return Math.max(0, 1 - Math.abs(signed));
}

function lanczos(signed: number): number {
  const x = Math.abs(signed);
  return x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Python's round() for a multiple of 1/2. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

function resampleRows(
  source: PixelSource,
  columns: AxisWeights,
  firstRow: number,
  endRow: number,
): Uint8Array {
  const { pixels, width, channels } = source;
  const side = columns.start.length;
  const result = new Uint8Array((endRow - firstRow) * side * 3);
  let written = 0;
  for (let y = firstRow; y < endRow; y++) {
    for (let x = 0; x < side; x++) {
      const firstWeight = x * columns.stride;
      const endWeight = firstWeight + columns.count[x]!;
      let read = (y * width + columns.start[x]!) * channels;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let k = firstWeight; k < endWeight; k++, read += channels) {
        const weight = columns.weights[k]!;
        red += pixels[read]! * weight;
        green += pixels[read + 1]! * weight;
        blue += pixels[read + 2]! * weight;
      }
      result[written++] = clippedByte(red);
      result[written++] = clippedByte(green);
      result[written++] = clippedByte(blue);
    }
  }
  return result;
}

/** @param band [rows read, width, 3], whose first row is `firstRow` of the input */
function resampleColumns(
  band: Uint8Array,
  rows: AxisWeights,
  firstRow: number,
  width: number,
): Uint8Array<ArrayBuffer> {
  const height = rows.start.length;
  const rowBytes = width * 3;
  const result = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y++) {
    const firstWeight = y * rows.stride;
    const endWeight = firstWeight + rows.count[y]!;
    const bandStart = (rows.start[y]! - firstRow) * rowBytes;
    for (let x = 0; x < rowBytes; x++) {
      let sum = HALF;
      let read = bandStart + x;
      for (let k = firstWeight; k < endWeight; k++, read += rowBytes) {
        sum += band[read]! * rows.weights[k]!;
      }
      result[y * rowBytes + x] = clippedByte(sum);
    }
  }
  return result;
}

/** Fixed point to a byte. The sum of a window stays within 32 bits, because weights add up to one. */
function clippedByte(fixedPoint: number): number {
  const value = fixedPoint >> FRACTION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
