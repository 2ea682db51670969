import { expect, test } from "vitest";
import { createRandom } from "./random.ts";
import { referenceKernels } from "./reference-kernels.ts";
import { rowProducts } from "./row-products.ts";

test("row products are the dot products of every row of X with every row of Y, over several stripes", () => {
  const random = createRandom(3);
  const [rows, columns, width] = [131, 6, 5];
  const x = Float32Array.from({ length: rows * width }, random.normal);
  const y = Float32Array.from({ length: columns * width }, random.normal);
  const products = rowProducts(referenceKernels, x, y, width);
  expect(products.length).toBe(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += x[i * width + k]! * y[j * width + k]!;
      expect(products[i * columns + j]).toBeCloseTo(sum, 5);
    }
  }
});

test("a length that is no multiple of the width is refused", () => {
  expect(() => rowProducts(referenceKernels, new Float32Array(7), new Float32Array(4), 2)).toThrow(
    RangeError,
  );
});
