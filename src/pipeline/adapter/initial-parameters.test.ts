import { describe, expect, test } from "vitest";
import { initialParameters } from "./initial-parameters.ts";

describe("initial parameters", () => {
  const shape = { featureDimension: 30, bottleneckDimension: 8, classCount: 5 };

  test("weights fill U(-a, a), a = √(6 / (in + out)), and biases are 0", () => {
    const { downWeight, headWeight, ...rest } = initialParameters(shape, true, 1);
    const { downBias, gcnBias, upBias, headBias } = rest;
    const limit = Math.sqrt(6 / 38);
    expect(Math.max(...downWeight.values)).toBeLessThan(limit);
    expect(Math.max(...downWeight.values)).toBeGreaterThan(0.9 * limit);
    expect(Math.min(...downWeight.values)).toBeLessThan(-0.9 * limit);
    // Var U(-a, a) = a²/3 = 2 / (in + out)
    const variance =
      headWeight.values.reduce((sum, v) => sum + v * v, 0) / headWeight.values.length;
    expect(variance).toBeCloseTo(2 / 35, 1);
    for (const bias of [downBias, gcnBias, upBias, headBias]) {
      expect(new Set(bias)).toEqual(new Set([0]));
    }
  });

  test("the same seed gives the same weights, another seed others; the residual only zeroes the up projection", () => {
    const one = initialParameters(shape, true, 1);
    expect(initialParameters(shape, true, 1)).toEqual(one);
    expect(initialParameters(shape, true, 2).downWeight).not.toEqual(one.downWeight);
    const without = initialParameters(shape, false, 1);
    expect(new Set(one.upWeight.values)).toEqual(new Set([0]));
    expect(new Set(without.upWeight.values).size).toBeGreaterThan(200);
    expect({ ...without, upWeight: one.upWeight }).toEqual(one);
  });

  test("each weight has draws of its own, though the shapes are equal", () => {
    const square = { featureDimension: 8, bottleneckDimension: 8, classCount: 8 };
    const drawn = initialParameters(square, false, 1);
    const weights = [drawn.downWeight, drawn.gcnWeight, drawn.upWeight, drawn.headWeight];
    const values = weights.flatMap((weight) => [...weight.values]);
    // Equal ones among 256 numbers of 24 bits would be a chance of 256² / 2 / 2^24 = 0.2 %, and the seed is fixed.
    expect(new Set(values).size).toBe(256);
  });
});
