import { expect, test } from "vitest";
import type { ContinualRun, ContinualScenario, TestPredictions } from "./continual.ts";
import { maskedPredictions } from "./masked-predictions.ts";
import { testMatrix } from "./test-matrix.ts";

const runOf = (
  scenario: ContinualScenario,
  tasks: readonly (readonly number[])[],
  testPredictions: readonly TestPredictions[],
): ContinualRun => ({
  runSeed: 1,
  settings: {
    scenario,
    taskCount: tasks.length,
    threshold: 0.5,
    epochs: 1,
    learningRate: 0.1,
    method: { kind: "fine-tuning" },
  },
  tasks,
  validation: [],
  initialValidation: [],
  testPredictions,
  initialTestPredictions: testPredictions[0]!,
  fisherMeans: [],
  fisherTrace: 0,
  seconds: 0,
});

test("predictions are the largest logit among the classes of the mask", () => {
  const logits = [1, 9, 2, 0, 4, 4, 4, 4];
  expect(maskedPredictions(logits, 4, null)).toEqual([1, 0]);
  expect(maskedPredictions(logits, 4, [3, 2])).toEqual([2, 2]);
});

test("task-IL scores each node by the predictions under its own task's mask", () => {
  const run = runOf(
    "task-il",
    [
      [0, 1],
      [2, 3],
    ],
    [
      [
        [0, 0, 0],
        [3, 3, 2],
      ],
      [
        [1, 1, 1],
        [2, 3, 3],
      ],
    ],
  );
  // Labels 0, 1 of task 1, and 3 of task 2.
  expect(testMatrix(run, [0, 1, 3], null)).toEqual({
    accuracies: [
      [0.5, 0],
      [0.5, 1],
    ],
    initial: [0.5, 0],
  });
});

test("class-IL scores the one list over all classes", () => {
  const run = runOf("class-il", [[0], [1]], [[[0, 0, 0]], [[1, 0, 1]]]);
  expect(testMatrix(run, [0, 0, 1], null)?.accuracies).toEqual([
    [1, 0],
    [0.5, 1],
  ]);
});

test("domain-IL asks for each node's domain, and a task without a test node has no matrix", () => {
  const run = runOf(
    "domain-il",
    [
      [0, 1],
      [0, 1],
    ],
    [[[0, 0, 1]], [[1, 0, 1]]],
  );
  expect(testMatrix(run, [0, 0, 1], [4, 7, 7])?.accuracies).toEqual([
    [1, 1],
    [0, 1],
  ]);
  expect(() => testMatrix(run, [0, 0, 1], null)).toThrow("needs domains");
  expect(testMatrix(run, [0, 0, 1], [4, 4, 4])).toBeNull();
});
