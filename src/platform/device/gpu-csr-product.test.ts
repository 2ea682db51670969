import { expect, test } from "vitest";
import { bucketSize } from "./gpu-csr-product.ts";

test("buffers come in steps of a third or a half, never too small, at most half again too large", () => {
  expect([1, 64, 65, 96, 97, 128, 1000, 1025].map(bucketSize)).toEqual([
    64, 64, 96, 96, 128, 128, 1024, 1536,
  ]);
  for (let count = 64; count < 5000; count += 7) {
    expect(bucketSize(count)).toBeGreaterThanOrEqual(count);
    expect(bucketSize(count)).toBeLessThanOrEqual(1.5 * count);
  }
  const sizes = new Set(Array.from({ length: 100_000 }, (_, count) => bucketSize(count)));
  // 2^6 to 2^17, and one between each two of them.
  expect(sizes.size).toBe(12 + 11);
});
