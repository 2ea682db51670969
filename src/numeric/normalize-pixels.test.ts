import { expect, test } from "vitest";
import { normalizedPixels } from "./normalize-pixels.ts";

const STATISTICS = { mean: [0.5, 0.4, 0.2], standardDeviation: [0.5, 0.2, 0.1] } as const;

test("normalised pixels are channel-first, (p / 255 - mean) / sd", () => {
  // two pixels, red 255 0, green 102 204, blue 0 51
  const result = normalizedPixels(Uint8Array.of(255, 102, 0, 0, 204, 51), STATISTICS);
  const expected = [1, -1, 0, 2, -2, 0];
  expect(result).toHaveLength(6);
  result.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
});

test("bytes that are not whole pixels are refused", () => {
  expect(() => normalizedPixels(new Uint8Array(4), STATISTICS)).toThrow(RangeError);
});
