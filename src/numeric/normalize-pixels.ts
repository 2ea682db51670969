/** RGB bytes as an encoder's input tensor. */

/** Mean and standard deviation per channel (red, green, blue), of pixel values in [0, 1]. */
export interface ChannelStatistics {
  readonly mean: readonly [number, number, number];
  readonly standardDeviation: readonly [number, number, number];
}

/**
 * Channel-first normalised pixels: x_c,y,x = (p_y,x,c / 255 - mean_c) / sd_c.
 *
 * @param rgb bytes [height, width, 3]
 * @returns float32 [3, height, width]
 * @throws RangeError if the bytes are not whole pixels
 */
export function normalizedPixels(
  rgb: Uint8Array,
  statistics: ChannelStatistics,
): Float32Array<ArrayBuffer> {
  if (rgb.length % 3 !== 0) throw new RangeError(`${rgb.length} bytes are not whole RGB pixels`);
  const plane = rgb.length / 3;
  const result = new Float32Array(rgb.length);
  for (let channel = 0; channel < 3; channel++) {
    const mean = statistics.mean[channel]!;
    const standardDeviation = statistics.standardDeviation[channel]!;
    for (let pixel = 0; pixel < plane; pixel++) {
      const value = rgb[pixel * 3 + channel]! / 255;
      result[channel * plane + pixel] = (value - mean) / standardDeviation;
    }
  }
  return result;
}
