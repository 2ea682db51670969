import { expect, test } from "vitest";
import { cosineSimilarity } from "./cosine-similarity.ts";

test("is the cosine of a known angle, whatever the lengths", () => {
  expect(cosineSimilarity([2, 0], [3, 3])).toBeCloseTo(Math.SQRT1_2, 12);
  expect(cosineSimilarity([1, 2, 3], [-10, -20, -30])).toBeCloseTo(-1, 12);
  expect(cosineSimilarity([0, 4], [5, 0])).toBe(0);
});

test("a zero vector or a NaN has no cosine", () => {
  expect(cosineSimilarity([0, 0], [1, 2])).toBeNaN();
  expect(cosineSimilarity([NaN, 1], [1, 2])).toBeNaN();
});

test("lengths must agree", () => {
  expect(() => cosineSimilarity([1], [1, 2])).toThrow(RangeError);
});
