import { expect, test } from "vitest";
import { meanCrossEntropy, predictedClasses, scoreAccuracy } from "./class-scores.ts";

test("the first of equal scores is predicted", () => {
  const scores = Float32Array.of(1, 2, 2, 0, 0, 0);
  expect(predictedClasses(scores, 3)).toEqual([1, 0]);
  expect(scoreAccuracy(scores, 3, Int32Array.of(1, 2))).toBe(0.5);
});

test("cross-entropy of logits (0, log 3) with label 1 is log 4/3, and large logits do not overflow", () => {
  const logits = Float32Array.of(0, Math.log(3), 1000, 0);
  expect(meanCrossEntropy(logits, 2, Int32Array.of(1, 0))).toBeCloseTo(Math.log(4 / 3) / 2, 6);
});
