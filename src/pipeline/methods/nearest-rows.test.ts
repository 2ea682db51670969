import { expect, test } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { nearestRows } from "./nearest-rows.ts";

test("the nearest rows are the first of a full sort", () => {
  const random = createRandom(4);
  const [width, rows, candidates] = [3, 70, 40];
  const x = Float32Array.from({ length: rows * width }, random.normal);
  const y = Float32Array.from({ length: candidates * width }, random.normal);
  const { size, index, similarity } = nearestRows(referenceKernels, x, y, width, 5);
  expect(size).toBe(5);
  for (let row = 0; row < rows; row++) {
    const products = Array.from({ length: candidates }, (_, c) => {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += x[row * width + k]! * y[c * width + k]!;
      return sum;
    });
    const order = [...products.keys()].sort((a, b) => products[b]! - products[a]!).slice(0, 5);
    expect([...index.subarray(row * 5, row * 5 + 5)]).toEqual(order);
    order.forEach((candidate, place) => {
      expect(similarity[row * 5 + place]).toBeCloseTo(products[candidate]!, 5);
    });
  }
});

test("fewer candidates than asked for are all kept, equal ones by rising index", () => {
  const rows = Float32Array.of(1, 0);
  const candidates = Float32Array.of(0, 1, 1, 0, 0, 2);
  const { size, index } = nearestRows(referenceKernels, rows, candidates, 2, 9);
  expect(size).toBe(3);
  expect([...index]).toEqual([1, 0, 2]);
});
