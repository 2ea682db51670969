import { expect, test } from "vitest";
import { differingTexts, neighbourAgreement } from "./neighbour-agreement.ts";

test("agreement is the mean cosine with the texts of the neighbours, the image itself left out", () => {
  // Rows at 0, 90 and 45 degrees: cos 45 = 0.7071. The last has no text.
  const text = { rows: 4, dimension: 2, values: Float32Array.from([1, 0, 0, 2, 1, 1, 0, 0]) };
  const neighbours = Int32Array.from([0, 1, 2, 1, 2, 3, 2, 0, 1, 3, 0, 1]);
  const [first, second, third, none] = neighbourAgreement(text, neighbours, 3);
  expect(first).toBeCloseTo(Math.SQRT1_2 / 2, 6);
  // Its other neighbour has no text.
  expect(second).toBeCloseTo(Math.SQRT1_2, 6);
  expect(third).toBeCloseTo(Math.SQRT1_2, 6);
  expect(none).toBeNaN();
});

test("neighbours that do not fit the rows are refused", () => {
  const text = { rows: 1, dimension: 1, values: Float32Array.from([1]) };
  expect(() => neighbourAgreement(text, new Int32Array(3), 2)).toThrow(RangeError);
});

test("a text differs below the lower fence", () => {
  // Quartiles of 0.1, 0.5, 0.6, 0.7, 0.8 are 0.5 and 0.7, so the fence is 0.5 - 1.5 * 0.2 = 0.2.
  const agreement = Float32Array.from([0.6, 0.5, 0.1, Number.NaN, 0.7, 0.8]);
  expect([...differingTexts(agreement)]).toEqual([2]);
  agreement[2] = 0.21;
  expect(differingTexts(agreement).size).toBe(0);
  expect(differingTexts(new Float32Array()).size).toBe(0);
});
