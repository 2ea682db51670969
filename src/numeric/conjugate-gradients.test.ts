import { expect, test } from "vitest";
import { conjugateGradients } from "./conjugate-gradients.ts";

/** [[4, 1, 0], [1, 3, 1], [0, 1, 2]] */
const multiply = (v: Float64Array): Float64Array =>
  Float64Array.of(4 * v[0]! + v[1]!, v[0]! + 3 * v[1]! + v[2]!, v[1]! + 2 * v[2]!);

test("three unknowns are found in three iterations", () => {
  const wanted = Float64Array.of(1, -2, 3);
  const x = conjugateGradients(multiply, multiply(wanted), { tolerance: 0, maxIterations: 3 });
  wanted.forEach((value, i) => {
    expect(x[i]).toBeCloseTo(value, 10);
  });
});

test("it stops at the tolerance, and at once for a right side of zeros", () => {
  let products = 0;
  const counted = (v: Float64Array): Float64Array => {
    products += 1;
    return multiply(v);
  };
  conjugateGradients(counted, Float64Array.of(1, 0, 0), { tolerance: 0.9, maxIterations: 50 });
  expect(products).toBe(1);
  const zeros = conjugateGradients(counted, new Float64Array(3), {
    tolerance: 1e-6,
    maxIterations: 50,
  });
  expect([...zeros]).toEqual([0, 0, 0]);
  expect(products).toBe(1);
});
