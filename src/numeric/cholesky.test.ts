import { expect, test } from "vitest";
import { solvePositiveDefinite } from "./cholesky.ts";
import { createRandom } from "./random.ts";

test("a system of two, by hand: [[4, 2], [2, 3]] x = (2, 5) has x = (-1/2, 2)", () => {
  const x = solvePositiveDefinite(Float64Array.of(4, 2, 2, 3), 2, Float64Array.of(2, 5));
  expect(x[0]).toBeCloseTo(-0.5, 14);
  expect(x[1]).toBeCloseTo(2, 14);
});

test("the product with the matrix gives the right sides back", () => {
  const n = 30;
  const random = createRandom(1);
  const root = Float64Array.from({ length: n * n }, random.normal);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) matrix[i * n + j]! += root[i * n + k]! * root[j * n + k]!;
    }
    matrix[i * n + i]! += 0.1;
  }
  const right = Float64Array.from({ length: 3 * n }, random.normal);
  const solved = solvePositiveDefinite(matrix, n, right);
  for (let s = 0; s < 3; s++) {
    for (let i = 0; i < n; i++) {
      let product = 0;
      for (let k = 0; k < n; k++) product += matrix[i * n + k]! * solved[s * n + k]!;
      expect(product).toBeCloseTo(right[s * n + i]!, 9);
    }
  }
});

test("an indefinite matrix and wrong lengths are refused", () => {
  expect(() => solvePositiveDefinite(Float64Array.of(1, 2, 2, 1), 2, new Float64Array(2))).toThrow(
    /not positive definite/,
  );
  expect(() => solvePositiveDefinite(new Float64Array(4), 2, new Float64Array(3))).toThrow(
    RangeError,
  );
});
