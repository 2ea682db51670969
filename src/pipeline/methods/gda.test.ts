import { describe, expect, test } from "vitest";
import { clusteredTexts, runOf } from "./clustered-texts.ts";
import { gaussianClassifier, gda } from "./gda.ts";

describe("Gaussian discriminant analysis", () => {
  test("two classes in the plane, by hand", () => {
    // Class means (0, 0) and (2, 0); about them ±(1, 0) and ±(0, 1): (n - 1) Σ = diag(2, 2) and tr Σ = 4/3 with n = 4, so S⁻¹ = 2 / (10/3) I = 0.6 I.
    const rows = Float32Array.of(1, 0, -1, 0, 2, 1, 2, -1);
    const { weights, bias } = gaussianClassifier(rows, 2, Int32Array.of(0, 0, 1, 1), 2);
    [0, 0, 1.2, 0].forEach((value, index) => {
      expect(weights[index]).toBeCloseTo(value, 6);
    });
    expect(bias[0]).toBeCloseTo(Math.log(0.5), 12);
    expect(bias[1]).toBeCloseTo(-1.2 + Math.log(0.5), 12);
  });

  test("with correlated features the weights solve ((n - 1) Σ + tr Σ I) w = d μ", () => {
    const { problem } = clusteredTexts(5, { dimension: 6 });
    const rows = problem.texts!.images.train;
    const labels = problem.trainLabels;
    const n = labels.length;
    const { weights } = gaussianClassifier(rows, 6, labels, 4);
    const mean = (c: number, k: number): number => {
      let [sum, count] = [0, 0];
      labels.forEach((label, row) => {
        if (label !== c) return;
        sum += rows[row * 6 + k]!;
        count += 1;
      });
      return sum / count;
    };
    const scatter = (a: number, b: number): number => {
      let sum = 0;
      labels.forEach((label, row) => {
        sum += (rows[row * 6 + a]! - mean(label, a)) * (rows[row * 6 + b]! - mean(label, b));
      });
      return sum;
    };
    let trace = 0;
    for (let k = 0; k < 6; k++) trace += scatter(k, k);
    for (let c = 0; c < 4; c++) {
      for (let a = 0; a < 6; a++) {
        let left = (trace / (n - 1)) * weights[c * 6 + a]!;
        for (let b = 0; b < 6; b++) left += scatter(a, b) * weights[c * 6 + b]!;
        expect(left).toBeCloseTo(6 * mean(c, a), 4);
      }
    }
  });

  test("with one image a class it is the nearest class mean", () => {
    const rows = Float32Array.of(0.6, 0.8, 1, 0);
    const { weights, bias } = gaussianClassifier(rows, 2, Int32Array.of(1, 0), 2);
    expect([...weights]).toEqual([...Float32Array.of(1, 0, 0.6, 0.8)]);
    expect(bias[0]).toBeCloseTo(-0.5 + Math.log(0.5), 6);
    expect(bias[1]).toBeCloseTo(-0.5 + Math.log(0.5), 6);
  });

  test("it corrects texts that point elsewhere; on a tie the smallest α stays", async () => {
    const { problem, testLabels } = clusteredTexts(6, { textSpread: 5 });
    const run = await runOf(gda, problem);
    const right = run.testPredictions.filter((value, row) => value === testLabels[row]).length;
    expect(right / testLabels.length).toBeGreaterThan(0.7);
    expect(run).toMatchObject({ trials: 19, parameters: 0, bytes: 4 * (4 * 12 + 4) });
    const easy = clusteredTexts(7, { imageSpread: 0, textSpread: 0 });
    expect((await runOf(gda, easy.problem)).tuned["alpha"]).toBeCloseTo(1e-4, 10);
  });
});
