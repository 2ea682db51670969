import { expect, test } from "vitest";
import { accuracy } from "./accuracy-curve.ts";
import { confusionMatrix } from "./confusion-matrix.ts";

const labels = [0, 0, 0, 1, 1, 3];
const predictions = [0, 1, 1, 1, 0, 0];

test("rows are labels, columns are predictions, and recall is the diagonal's share of its row", () => {
  const { counts, recall } = confusionMatrix(predictions, labels, 4);
  expect([...counts]).toEqual([1, 2, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
  expect(recall).toEqual([1 / 3, 1 / 2, null, 0]);
});

test("the share of the diagonal is the accuracy", () => {
  const { correct, examples } = confusionMatrix(predictions, labels, 4);
  expect(correct / examples).toBe(accuracy(predictions, labels));
});

test("a hidden label or a prediction out of range is refused", () => {
  expect(() => confusionMatrix([0], [-1], 2)).toThrow(RangeError);
  expect(() => confusionMatrix([2], [0], 2)).toThrow(RangeError);
  expect(() => confusionMatrix([0, 1], [0], 2)).toThrow(RangeError);
});
