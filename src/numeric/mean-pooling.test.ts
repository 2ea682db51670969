import { describe, expect, test } from "vitest";
import { meanPooledUnitVector } from "./mean-pooling.ts";

describe("mean-pooled unit vector", () => {
  test("is the direction of the mean of the tokens", () => {
    // mean of (1, 0), (5, 8) is (3, 4), of length 5
    const vector = meanPooledUnitVector(Float32Array.of(1, 0, 5, 8), [1, 1], 2);
    expect([...vector]).toEqual([expect.closeTo(3 / 5, 7), expect.closeTo(4 / 5, 7)]);
  });

  test("does not see masked tokens", () => {
    const hidden = Float32Array.of(3, 4, 900, -70, 3, 4);
    expect([...meanPooledUnitVector(hidden, [1, 0, 1], 2)]).toEqual([
      expect.closeTo(0.6, 7),
      expect.closeTo(0.8, 7),
    ]);
  });

  test("is unit length whatever the scale", () => {
    const hidden = Float32Array.from({ length: 12 }, (_, i) => 1000 * Math.sin(i));
    const vector = meanPooledUnitVector(hidden, [1, 1, 1], 4);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  });

  test("refuses what has no direction or another shape", () => {
    expect(() => meanPooledUnitVector(Float32Array.of(1, 2), [0], 2)).toThrow(RangeError);
    expect(() => meanPooledUnitVector(Float32Array.of(1, NaN), [1], 2)).toThrow(RangeError);
    expect(() => meanPooledUnitVector(Float32Array.of(1, 2, 3), [1], 2)).toThrow(RangeError);
  });
});
