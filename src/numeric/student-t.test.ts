import { expect, test } from "vitest";
import { studentQuantile } from "./student-t.ts";

test.each([
  [1, 0.95, 12.7062],
  [2, 0.95, 4.3027],
  [3, 0.95, 3.1824],
  [4, 0.95, 2.7764],
  [5, 0.99, 4.0321],
  [9, 0.95, 2.2622],
  [10, 0.9, 1.8125],
  [120, 0.95, 1.9799],
])("with %i degrees of freedom the %f quantile is the tabled %f", (degrees, confidence, tabled) => {
  expect(studentQuantile(degrees, confidence)).toBeCloseTo(tabled, 4);
});

test("with one degree of freedom it is the Cauchy distribution, with two a closed form", () => {
  expect(studentQuantile(1, 0.3)).toBeCloseTo(Math.tan(0.15 * Math.PI), 12);
  // P = t / √(2 + t²)
  expect(studentQuantile(2, 0.6)).toBeCloseTo(Math.sqrt((2 * 0.36) / (1 - 0.36)), 12);
});

test("refuses what is no distribution", () => {
  expect(() => studentQuantile(0, 0.95)).toThrow(RangeError);
  expect(() => studentQuantile(1.5, 0.95)).toThrow(RangeError);
  expect(() => studentQuantile(3, 1)).toThrow(RangeError);
});
