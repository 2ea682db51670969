import { describe, expect, it } from "vitest";
import { nearestText } from "./class-text-bank.ts";

const text = (words: string, ...vector: number[]) => ({
  text: words,
  vector: Float32Array.from(vector),
});

describe("the nearest text of a bank", () => {
  it("is the one at the smallest angle, whatever the lengths", () => {
    const bank = [text("cat", 9, 5), text("dog", 0.1, 0.2), text("car", -4, -8)];
    expect(nearestText(Float32Array.from([3, 5]), bank)).toEqual({
      text: "dog",
      source: "retrieved",
      words: [],
    });
  });

  it("is the first of equals", () => {
    const bank = [text("a", 1, 0), text("b", 2, 0)];
    expect(nearestText(Float32Array.from([1, 1]), bank).text).toBe("a");
  });

  it("is not guessed without a direction", () => {
    expect(() => nearestText(new Float32Array(2), [text("a", 1, 0)])).toThrow(RangeError);
    expect(() => nearestText(Float32Array.from([1, 0]), [])).toThrow(RangeError);
  });
});
