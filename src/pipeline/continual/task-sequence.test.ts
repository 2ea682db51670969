import { expect, test } from "vitest";
import { PART_CODES } from "../artifacts.ts";
import type { ContinualProblem } from "./continual.ts";
import { syntheticSequence } from "./synthetic-sequence.ts";
import { classTasks, lossClasses, taskSequence } from "./task-sequence.ts";

const SMALL = { train: 2, validation: 1, test: 1 };

test("37 classes in five tasks are 8, 8, 7, 7 and 7, each class once, in an order of the seed", () => {
  const classes = [...Array(37).keys()];
  const tasks = classTasks(classes, 5, 3);
  expect(tasks.map(({ length }) => length)).toEqual([8, 8, 7, 7, 7]);
  expect(tasks.flat().toSorted((a, b) => a - b)).toEqual(classes);
  expect(classTasks(classes, 5, 3)).toEqual(tasks);
  expect(classTasks(classes, 5, 4)).not.toEqual(tasks);
});

test("there are no more tasks than classes, and at least one", () => {
  expect(() => classTasks([0, 1], 3, 1)).toThrow("2 classes cannot be 3 tasks");
  expect(() => classTasks([0, 1], 0, 1)).toThrow(RangeError);
});

test("a class without a training image belongs to no task", () => {
  const { problem } = syntheticSequence(1, SMALL);
  const [nodes] = problem.graph.runs;
  const label = nodes!.label.map((each) => (each === 4 ? -1 : each));
  const part = nodes!.part.map((each, i) => (nodes!.label[i] === 4 ? PART_CODES.unlabelled : each));
  const without: ContinualProblem = {
    ...problem,
    graph: { ...problem.graph, runs: [{ ...nodes!, label, part }] },
  };
  const { tasks } = taskSequence(without, { scenario: "class-il", taskCount: 3 });
  expect(tasks.flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
});

test("domain-incremental tasks hold the nodes of one domain and all classes", () => {
  const { problem } = syntheticSequence(1, SMALL);
  const [nodes] = problem.graph.runs;
  const domains = Int32Array.from(nodes!.example, (_, node) => 1 - (node % 2));
  const settings = { scenario: "domain-il", taskCount: 2 } as const;
  expect(() => taskSequence(problem, settings)).toThrow("names no domains");
  const { tasks, holds } = taskSequence({ ...problem, domains }, settings);
  expect(tasks).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ]);
  expect([holds(0, 1), holds(0, 2), holds(1, 1), holds(1, 2)]).toEqual([true, false, false, true]);
  expect(() =>
    taskSequence({ ...problem, domains }, { scenario: "domain-il", taskCount: 3 }),
  ).toThrow("2 domains cannot be 3 tasks");
});

test("a task without a validation image is refused by its number", () => {
  const { problem } = syntheticSequence(1, SMALL);
  const [nodes] = problem.graph.runs;
  const domains = Int32Array.from(nodes!.part, (part, node) =>
    part === PART_CODES.validation ? 0 : node % 2,
  );
  expect(() =>
    taskSequence({ ...problem, domains }, { scenario: "domain-il", taskCount: 2 }),
  ).toThrow("task 2 of 2 has no validation image");
});

test("the loss is over the task's classes, over those seen, or over all", () => {
  const tasks = [[3, 1], [0], [2]];
  expect(lossClasses("task-il", tasks, 1)).toEqual([0]);
  expect(lossClasses("class-il", tasks, 1)).toEqual([3, 1, 0]);
  expect(lossClasses("domain-il", tasks, 1)).toBeNull();
});
