import { expect, test } from "vitest";
import { conseEmbedding } from "./conse.ts";

test("probabilities .6 and .2 weigh their words 3/4 and 1/4", () => {
  const embedding = conseEmbedding(
    [
      { probability: 0.6, vector: [1, 0, 2] },
      { probability: 0.2, vector: [0, 4, -2] },
    ],
    3,
  );
  expect([...embedding]).toEqual([0.75, 1, 1]);
});

test("without a recognised word the image has no direction", () => {
  expect([...conseEmbedding([], 2)]).toEqual([0, 0]);
  expect([...conseEmbedding([{ probability: 0, vector: [1, 1] }], 2)]).toEqual([0, 0]);
});

test("a vector of another space and a probability below 0 are refused", () => {
  expect(() => conseEmbedding([{ probability: 1, vector: [1] }], 2)).toThrow(RangeError);
  expect(() => conseEmbedding([{ probability: -0.1, vector: [1, 0] }], 2)).toThrow(RangeError);
});
