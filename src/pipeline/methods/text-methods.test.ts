import { describe, expect, test } from "vitest";
import { memory, openCpuBackend } from "../tensor.ts";
import { clusteredTexts, runOf } from "./clustered-texts.ts";
import { TRIAL_BUDGET, type MethodProblem } from "./method.ts";
import { METHOD_FACTS } from "./method-facts.ts";
import { TEXT_METHODS } from "./text-methods.ts";

const EASY = clusteredTexts(2, {
  classCount: 3,
  dimension: 8,
  perClass: { train: 3, validation: 3, test: 5 },
  imageSpread: 0.3,
  textSpread: 0.3,
});

test("the list holds every method that needs class texts, in the order of the table", () => {
  const wanted = METHOD_FACTS.filter(({ needs }) => needs.includes("class-texts"));
  expect(TEXT_METHODS.map(({ id, name, scope }) => ({ id, name, scope }))).toEqual(
    wanted.map(({ id, name, scope }) => ({ id, name, scope })),
  );
});

describe.each(TEXT_METHODS)("$id", (method) => {
  test("says that it lacks class texts", async () => {
    const { problem } = clusteredTexts(1);
    const without = Object.create(problem, { texts: { value: null } }) as MethodProblem;
    await expect(runOf(method, without)).rejects.toThrow(RangeError);
  });

  test("keeps the budget, learns what is easy and leaves no tensor behind", async () => {
    await openCpuBackend();
    const tensors = memory().numTensors;
    const run = await runOf(method, EASY.problem);
    expect(memory().numTensors).toBe(tensors);
    expect(run.method).toBe(method.id);
    expect(run.runSeed).toBe(EASY.problem.runSeed);
    expect(run.trials).toBeLessThanOrEqual(TRIAL_BUDGET);
    expect(run.validationAccuracy).toBe(1);
    expect(run.validationPredictions).toEqual([...EASY.problem.validationLabels]);
    expect(run.testPredictions).toEqual([...EASY.testLabels]);
  });
});
