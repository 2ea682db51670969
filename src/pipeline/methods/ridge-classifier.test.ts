import { expect, test } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { accuracy } from "../evaluation/accuracy-curve.ts";
import { methodProblem } from "./method-problem.ts";
import { ridgeClassifier, ridgeRegression } from "./ridge-classifier.ts";
import { smallStudy } from "./small-study.ts";
import { studyFeatures } from "./study-problem.ts";

test("one feature, two classes: the slope is Sxy / (Sxx + λ) and the line passes through the means", () => {
  // x = 0, 1, 5, targets of class 0: 1, 1, -1. Means 2 and 1/3; Sxy = -2 (2/3) - 1 (2/3) + 3 (-4/3) = -6; Sxx = 4 + 1 + 9.
  const rows = Float32Array.of(0, 1, 5);
  const { fit, meanSquare } = ridgeRegression(rows, 1, Int32Array.of(0, 0, 1), 2);
  const { weights, bias } = fit(6);
  expect(meanSquare).toBeCloseTo(14 / 3, 12);
  expect([...weights]).toEqual([Math.fround(-0.3), Math.fround(0.3)]);
  expect(bias[0]).toBeCloseTo(1 / 3 + 0.6, 6);
  expect(bias[1]).toBeCloseTo(-1 / 3 - 0.6, 6);
});

test.each([
  ["more rows than columns", 30, 5],
  ["more columns than rows", 8, 21],
])("the gradient of the penalised squares is 0 with %s", (_, n, dimension) => {
  const random = createRandom(4);
  const rows = Float32Array.from({ length: n * dimension }, () => 3 + random.normal());
  const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
  const strength = 2.5;
  const { weights, bias } = ridgeRegression(rows, dimension, labels, 3).fit(strength);
  for (let c = 0; c < 3; c++) {
    const residuals = Array.from(labels, (label, i) => {
      let value = bias[c]! - (label === c ? 1 : -1);
      for (let k = 0; k < dimension; k++) {
        value += weights[c * dimension + k]! * rows[i * dimension + k]!;
      }
      return value;
    });
    expect(residuals.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 4);
    for (let k = 0; k < dimension; k++) {
      const pull = residuals.reduce((sum, r, i) => sum + r * rows[i * dimension + k]!, 0);
      expect(pull + strength * weights[c * dimension + k]!).toBeCloseTo(0, 4);
    }
  }
});

test("rows that are all equal are classified by how often each class comes", () => {
  const rows = new Float32Array(12).fill(1);
  const { fit, meanSquare } = ridgeRegression(rows, 3, Int32Array.of(0, 1, 1, 1), 2);
  const { weights, bias } = fit(1);
  expect(meanSquare).toBe(0);
  expect([...weights].every((weight) => weight === 0)).toBe(true);
  expect([...bias]).toEqual([-0.5, 0.5]);
});

test("the method learns, tries 20 strengths and counts its weights", async () => {
  const { study, testLabels } = smallStudy();
  const problem = methodProblem(study, studyFeatures(study), 1);
  const tools = {
    kernels: referenceKernels,
    clock: () => 0,
    openEngine: () => {
      throw new TypeError("no adapter is trained");
    },
    openTensorFlow: () => Promise.resolve(),
  };
  const running = ridgeClassifier.run(problem, tools);
  let step = await running.next();
  while (step.done !== true) step = await running.next();
  const run = step.value;
  expect(run).toMatchObject({ trials: 20, parameters: 6 * 29, bytes: 4 * 6 * 29 });
  expect(Object.keys(run.tuned)).toEqual(["log10 λ"]);
  expect(accuracy(run.validationPredictions, [...problem.validationLabels])).toBe(
    run.validationAccuracy,
  );
  expect(accuracy(run.testPredictions, testLabels)).toBeGreaterThan(0.5);
});
