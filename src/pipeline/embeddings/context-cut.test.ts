import { expect, test } from "vitest";
import { fitContext } from "./context-cut.ts";

test("a text that fits stays, a longer one keeps its beginning and its end", () => {
  expect(fitContext([1, 5, 6, 2], 4)).toEqual({ ids: [1, 5, 6, 2], cut: false });
  expect(fitContext([1, 5, 6, 7, 8, 2], 4)).toEqual({ ids: [1, 5, 6, 2], cut: true });
  expect(fitContext([], 4)).toEqual({ ids: [], cut: false });
  expect(() => fitContext([1, 2], 1)).toThrow(RangeError);
});
