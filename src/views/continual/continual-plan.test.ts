import { expect, test } from "vitest";
import type { ContinualChoice } from "../../studio/slices/studies.ts";
import { plannedSequences } from "./continual-plan.ts";

const CHOICE: ContinualChoice = {
  scenario: "task-il",
  taskCount: 5,
  kind: "ewc",
  fisher: "batched",
  accumulation: "separate",
  normalized: false,
  strength: 1e4,
  epochs: 60,
  learningRate: 0.005,
  graphSoFar: false,
  withBounds: false,
  withSweep: false,
};

test("one sequence is the chosen method at the present threshold", () => {
  expect(plannedSequences(CHOICE, 0.25, 0)).toEqual([
    {
      scenario: "task-il",
      taskCount: 5,
      threshold: 0.25,
      epochs: 60,
      learningRate: 0.005,
      method: { kind: "ewc", fisher: "batched", accumulation: "separate", lambda: 1e4 },
    },
  ]);
});

test("F of mean 1 is EWC's alone, the graph of the tasks so far every sequence's", () => {
  const choice = { ...CHOICE, normalized: true, graphSoFar: true, withBounds: true };
  const [ewc, ...bounds] = plannedSequences(choice, 0.25, 0);
  expect(ewc).toMatchObject({ graph: "so-far", method: { kind: "ewc", normalized: true } });
  for (const bound of bounds) expect(bound.graph).toBe("so-far");
  const [si] = plannedSequences({ ...choice, kind: "si" }, 0.25, 0);
  expect(si?.method).toEqual({ kind: "si", strength: 1e4 });
});

test("task-IL and class-IL are two runs, and each has its own bounds", () => {
  const choice = { ...CHOICE, scenario: "task-il and class-il", withBounds: true } as const;
  const planned = plannedSequences(choice, 0.25, 0).map(({ scenario, method }) => [
    scenario,
    method.kind,
  ]);
  expect(planned).toEqual([
    ["task-il", "ewc"],
    ["task-il", "fine-tuning"],
    ["task-il", "joint"],
    ["class-il", "ewc"],
    ["class-il", "fine-tuning"],
    ["class-il", "joint"],
  ]);
});

test("a sweep has each decade once, the chosen strength first", () => {
  const choice = { ...CHOICE, kind: "si", withSweep: true } as const;
  const strengths = plannedSequences(choice, 0.25, 0).map(({ method }) =>
    method.kind === "si" ? method.strength : null,
  );
  expect(strengths).toEqual([1e4, 1, 10, 100, 1000, 1e5, 1e6]);
});

test("domain-IL has a task a domain", () => {
  const [sequence] = plannedSequences({ ...CHOICE, scenario: "domain-il" }, 0.25, 3);
  expect(sequence?.taskCount).toBe(3);
});
