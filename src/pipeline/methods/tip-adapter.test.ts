import { describe, expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json" with { type: "json" };
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { rowProducts } from "../../numeric/row-products.ts";
import { scoreAccuracy } from "./class-scores.ts";
import { clusteredTexts, runOf } from "./clustered-texts.ts";
import { zeroShotLogits } from "./text-space.ts";
import { cacheLogits, tipAdapter } from "./tip-adapter.ts";
import { zeroShot } from "./zero-shot.ts";

describe("Tip-Adapter", () => {
  test("golden logits of two keys", () => {
    const { f, text, keys, values, alpha, beta, zero_shot, affinity, logits } = golden.tip_adapter;
    const rows = Float32Array.from(f);
    const images = { dimension: 2, train: rows, validation: rows, test: rows };
    const texts = {
      images,
      classes: Float32Array.from(text.flat()),
      classNorms: Float32Array.of(1, 1),
    };
    const ownLogits = zeroShotLogits(referenceKernels, rows, texts);
    zero_shot.forEach((value, c) => {
      expect(ownLogits[c]).toBeCloseTo(value, 4);
    });
    const affinities = rowProducts(referenceKernels, rows, Float32Array.from(keys.flat()), 2);
    affinity.forEach((value, key) => {
      expect(affinities[key]).toBeCloseTo(value, 6);
    });
    const labels = Int32Array.from(values, (row) => row.indexOf(1));
    const result = cacheLogits(ownLogits, affinities, labels, { alpha, beta });
    logits.forEach((value, c) => {
      expect(result[c]).toBeCloseTo(value, 4);
    });
  });

  test("the cache corrects texts that point elsewhere, within the budget and without a trained number", async () => {
    const { problem, testLabels } = clusteredTexts(1, { textSpread: 4 });
    const texts = await runOf(zeroShot, problem);
    const run = await runOf(tipAdapter, problem);
    const scored = (predictions: readonly number[]): number =>
      predictions.filter((value, row) => value === testLabels[row]).length / testLabels.length;
    expect(scored(run.testPredictions)).toBeGreaterThan(scored(texts.testPredictions) + 0.1);
    expect(run).toMatchObject({ trials: 20, parameters: 0, bytes: 4 * (16 * 12 + 16), seconds: 1 });
  });

  test("of equally accurate pairs the smaller α, then the smaller β is kept", async () => {
    // Texts on the images' own directions: every pair is right everywhere.
    const { problem } = clusteredTexts(2, { imageSpread: 0, textSpread: 0 });
    const run = await runOf(tipAdapter, problem);
    expect(run.validationAccuracy).toBe(1);
    expect(run.tuned).toEqual({ alpha: 0.3, beta: 1 });
  });
});

test("zero-shot predicts the class text of the largest cosine", async () => {
  const { problem } = clusteredTexts(3);
  const run = await runOf(zeroShot, problem);
  const { images, classes } = problem.texts!;
  const cosine = (row: number, c: number): number => {
    let sum = 0;
    for (let k = 0; k < 12; k++) sum += images.validation[row * 12 + k]! * classes[c * 12 + k]!;
    return sum;
  };
  run.validationPredictions.forEach((prediction, row) => {
    for (let c = 0; c < 4; c++) {
      expect(cosine(row, prediction)).toBeGreaterThanOrEqual(cosine(row, c) - 1e-6);
    }
  });
  expect(run.validationAccuracy).toBe(
    scoreAccuracy(
      Float32Array.from(
        run.validationPredictions.flatMap((p) => [0, 1, 2, 3].map((c) => +(c === p))),
      ),
      4,
      problem.validationLabels,
    ),
  );
  expect(run).toMatchObject({ tuned: {}, trials: 1, parameters: 0, bytes: 0 });
});
