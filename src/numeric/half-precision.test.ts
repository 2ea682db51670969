import { describe, expect, it } from "vitest";
import { halfPrecisionValue } from "./half-precision.ts";

describe("half precision", () => {
  it("gives the standard's own examples", () => {
    // Wikipedia's table of half-precision examples: smallest subnormal, largest subnormal, smallest normal, 1/3, 1, largest.
    expect(halfPrecisionValue(0x0001)).toBe(2 ** -24);
    expect(halfPrecisionValue(0x03ff)).toBe(2 ** -14 * (1023 / 1024));
    expect(halfPrecisionValue(0x0400)).toBe(2 ** -14);
    expect(halfPrecisionValue(0x3555)).toBe(0.333251953125);
    expect(halfPrecisionValue(0x3c00)).toBe(1);
    expect(halfPrecisionValue(0xc000)).toBe(-2);
    expect(halfPrecisionValue(0x7bff)).toBe(65504);
    expect(halfPrecisionValue(0x7c00)).toBe(Infinity);
    expect(halfPrecisionValue(0xfc00)).toBe(-Infinity);
    expect(halfPrecisionValue(0x7e00)).toBeNaN();
    expect(Object.is(halfPrecisionValue(0x8000), -0)).toBe(true);
  });

  it("rises with its bits over all finite positive numbers, and each is exact in float32", () => {
    for (let bits = 1; bits < 0x7c00; bits++) {
      const value = halfPrecisionValue(bits);
      expect(value).toBeGreaterThan(halfPrecisionValue(bits - 1));
      expect(Math.fround(value)).toBe(value);
    }
  });
});
