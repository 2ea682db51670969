import { expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { matrixSummary } from "./sequence-results.ts";

const accuracies = golden.continual_metrics["R[i][j]=acc on task j after task i"];
const initial = golden.continual_metrics.random_init_acc;

test("one seed has the golden metrics and no deviation", () => {
  const summary = matrixSummary([{ accuracies, initial }]);
  const { ACC, BWT, FWT, forgetting } = golden.continual_metrics;
  expect(summary.averageAccuracy).toEqual({ mean: ACC, sd: null });
  expect(summary.backwardTransfer).toEqual({ mean: BWT, sd: null });
  expect(summary.forwardTransfer).toEqual({ mean: FWT, sd: null });
  expect(summary.forgetting).toEqual({ mean: forgetting, sd: null });
});

test("forgetting after each task uses the tasks so far: 90 - 80 after the second, the golden value after the last", () => {
  const { forgettingAfter } = matrixSummary([{ accuracies, initial }]);
  expect(forgettingAfter).toEqual([null, { mean: 10, sd: null }, { mean: 22.5, sd: null }]);
});

test("two seeds have a mean and a sample deviation in every cell", () => {
  const other = accuracies.map((row) => row.map((value) => value - 10));
  const summary = matrixSummary([
    { accuracies, initial },
    { accuracies: other, initial },
  ]);
  // 90 and 80: deviation √50.
  expect(summary.accuracies[0]![0]).toEqual({ mean: 85, sd: Math.sqrt(50) });
  expect(summary.averageAccuracy.mean).toBe(70);
  expect(summary.forgetting).toEqual({ mean: 22.5, sd: 0 });
});
