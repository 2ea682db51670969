/** An image in memory to the encoder's input, in the SIMD module and to the bit what pil-bicubic.ts and normalize-pixels.ts give. */

import { normalizedPixels, type ChannelStatistics } from "../normalize-pixels.ts";
import { bicubicCropWindow, type AxisWeights, type PixelSource } from "../pil-bicubic.ts";
import type { ImageModule } from "./image-module.ts";

/** Bytes of an image that are copied in at once. */
const STRIP_BYTES = 1_048_576;

const BYTE_VALUES = 256;

/** Three planes of numbers inside the module. */
export interface InputPlanes {
  readonly address: number;
  readonly rowBytes: number;
  readonly planeBytes: number;
}

/**
 * Resizes the shortest side, crops the centre, normalises, and writes red, green and blue planes.
 *
 * @returns what does so with RGBA images, for as long as the module lives; what an image needs is given back after it
 * @param cropSide a multiple of 4
 */
export function createPixelPlanes(
  module: ImageModule,
  statistics: ChannelStatistics,
  resizedSide: number,
  cropSide: number,
): (source: PixelSource & { readonly channels: 4 }, target: InputPlanes) => void {
  const { run, take } = module;
  const greys = Uint8Array.from({ length: 3 * BYTE_VALUES }, (_, i) => Math.floor(i / 3));
  const values = module.keep(normalizedPixels(greys, statistics)); // [3, 256]
  return (source, target) => {
    const { columns, rows, firstRow, endRow } = bicubicCropWindow(source, resizedSide, cropSide);
    const mark = run.mark();
    try {
      const band = take((endRow - firstRow) * cropSide);
      fillBand(module, source, keepAxis(module, columns, 0), [firstRow, endRow], band, cropSide);
      const { starts, counts, weights, stride } = keepAxis(module, rows, firstRow);
      const cropped = take(cropSide * cropSide);
      run.resampleColumns(band, starts, counts, weights, stride, cropSide, cropped);
      const { address, rowBytes, planeBytes } = target;
      run.normalizedPlanes(cropped, cropSide, values, address, rowBytes, planeBytes);
    } finally {
      run.release(mark);
    }
  };
}

interface KeptAxis {
  readonly starts: number;
  readonly counts: number;
  readonly weights: number;
  readonly stride: number;
}

/** @param origin position that counts as 0 */
function keepAxis(module: ImageModule, axis: AxisWeights, origin: number): KeptAxis {
  return {
    starts: module.keep(axis.start.map((start) => start - origin)),
    counts: module.keep(axis.count),
    weights: module.keep(axis.weights),
    stride: axis.stride,
  };
}

/** The rows of the image that are read, resampled along themselves: RGBA [rows, cropSide, 4]. */
function fillBand(
  module: ImageModule,
  { pixels, width }: PixelSource,
  { starts, counts, weights, stride }: KeptAxis,
  [firstRow, endRow]: readonly [number, number],
  band: number,
  cropSide: number,
): void {
  const stripRows = Math.max(1, Math.min(endRow - firstRow, Math.floor(STRIP_BYTES / (4 * width))));
  const strip = module.take(stripRows * width);
  for (let row = firstRow; row < endRow; row += stripRows) {
    const count = Math.min(stripRows, endRow - row);
    const part = pixels.subarray(4 * row * width, 4 * (row + count) * width);
    module.bytes(strip, part.length).set(part);
    const out = band + 4 * (row - firstRow) * cropSide;
    module.run.resampleRows(strip, width, count, starts, counts, weights, stride, cropSide, out);
  }
}
