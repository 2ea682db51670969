import { describe, expect, test } from "vitest";
import reference from "./fixtures/bicubic-reference.json" with { type: "json" };
import resizeReference from "./fixtures/resize-reference.json" with { type: "json" };
import {
  pilBicubicCenterCrop,
  pilResize,
  type PixelSource,
  type ResizeFilter,
} from "./pil-bicubic.ts";

/** The formula of the reference file: smooth at the top left, finer than a pixel at the bottom right, with jumps from 255 to 0. */
function syntheticImage(
  width: number,
  height: number,
  channels: 3 | 4,
): PixelSource & { readonly pixels: Uint8Array } {
  const pixels = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const wave = Math.floor((3 * x * x + 5 * y * y + 7 * (c + 1) * x * y) / 16);
        pixels[(y * width + x) * channels + c] = (wave + 85 * c) % 256;
      }
      if (channels === 4) pixels[(y * width + x) * channels + 3] = (x * 31) % 256;
    }
  }
  return { pixels, width, height, channels };
}

describe.each(reference.cases)(
  "$width x $height to $resize, crop $crop",
  ({ width, height, inputSum, resize, crop, every, expectedBase64 }) => {
    const expected = Uint8Array.from(atob(expectedBase64), (character) => character.charCodeAt(0));
    const largestDifference = (channels: 3 | 4): number => {
      const result = pilBicubicCenterCrop(syntheticImage(width, height, channels), resize, crop);
      expect(result).toHaveLength(crop * crop * 3);
      let largest = 0;
      for (let i = 0; i < expected.length / 3; i++) {
        for (let c = 0; c < 3; c++) {
          const difference = Math.abs(result[i * every * 3 + c]! - expected[i * 3 + c]!);
          largest = Math.max(largest, difference);
        }
      }
      return largest;
    };

    test("starts from the same bytes as the reference", () => {
      const { pixels } = syntheticImage(width, height, 3);
      expect(pixels.reduce((sum, byte) => sum + byte, 0)).toBe(inputSum);
      expect(expected).toHaveLength(Math.ceil((crop * crop) / every) * 3);
    });

    test("gives Pillow's pixels, from RGB and from RGBA", () => {
      expect(largestDifference(3)).toBe(0);
      expect(largestDifference(4)).toBe(0);
    });
  },
);

test("a constant image stays constant, so the weights sum to one", () => {
  const pixels = new Uint8Array(37 * 91 * 3).fill(201);
  const result = pilBicubicCenterCrop({ pixels, width: 37, height: 91, channels: 3 }, 256, 224);
  expect(result.every((byte) => byte === 201)).toBe(true);
});

test("an image of the resized size is cropped, not resampled", () => {
  const source = syntheticImage(6, 5, 3);
  const result = pilBicubicCenterCrop(source, 5, 2);
  // offsets (6 - 2) / 2 = 2 and (5 - 2) / 2 = 1.5, which rounds to the even 2
  const row = (y: number): number[] => [...source.pixels.slice((y * 6 + 2) * 3, (y * 6 + 4) * 3)];
  expect([...result]).toEqual([...row(2), ...row(3)]);
});

test("sizes that make no sense are refused", () => {
  const source = syntheticImage(8, 8, 3);
  expect(() => pilBicubicCenterCrop(source, 4, 5)).toThrow(RangeError);
  expect(() => pilBicubicCenterCrop(source, 4.5, 4)).toThrow(RangeError);
  expect(() => pilBicubicCenterCrop({ ...source, width: 9 }, 4, 4)).toThrow(RangeError);
  const empty = { pixels: new Uint8Array(), width: 0, height: 0, channels: 3 } as const;
  expect(() => pilBicubicCenterCrop(empty, 4, 4)).toThrow(RangeError);
});

test.each(resizeReference.cases)(
  "$filter: $width x $height to $resized.width x $resized.height, crop $crop.width x $crop.height, as Pillow and transformers do it",
  ({ width, height, resized, crop, filter, expectedBase64 }) => {
    const expected = Uint8Array.from(atob(expectedBase64), (character) => character.charCodeAt(0));
    const result = pilResize(
      syntheticImage(width, height, 3),
      resized,
      crop,
      filter as ResizeFilter,
    );
    expect(result).toEqual(expected);
  },
);
