import { describe, expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { clusteredTexts, runOf } from "./clustered-texts.ts";
import { attachedScores, createPropagation, neighbourhood, zlapTransductive } from "./zlap.ts";

const SETTINGS = { neighbours: 3, gamma: 2, alpha: 0.4, labelWeight: 0.2 };

/** All of W, dense and undirected, from cosines sorted anew: images first, then class texts. */
function denseWeights(rows: Float32Array[], texts: Float32Array[]): number[][] {
  const nodes = [...rows, ...texts];
  const weights = nodes.map(() => new Array<number>(nodes.length).fill(0));
  const cosine = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  rows.forEach((row, i) => {
    const connect = (others: Float32Array[], offset: number, power: number): void => {
      const nearest = [...others.keys()].sort(
        (a, b) => cosine(row, others[b]!) - cosine(row, others[a]!),
      );
      for (const j of nearest.slice(0, SETTINGS.neighbours)) {
        if (offset + j === i) continue;
        const weight = Math.max(0, cosine(row, others[j]!)) ** power;
        weights[i]![offset + j]! += weight;
        weights[offset + j]![i]! += weight;
      }
    };
    connect(rows, 0, 1);
    connect(texts, rows.length, SETTINGS.gamma);
  });
  return weights;
}

/** (I - α D^(-1/2) W D^(-1/2))⁻¹ y as the Neumann series Σ (α S)^k y. */
function neumann(weights: number[][], y: number[]): number[] {
  const degree = weights.map((row) => row.reduce((sum, value) => sum + value, 0));
  let term = y;
  let total = y;
  for (let k = 0; k < 60; k++) {
    const last = term;
    term = weights.map((row, i) =>
      row.reduce(
        (sum, w, j) =>
          w === 0
            ? sum
            : sum + (SETTINGS.alpha * w * last[j]!) / Math.sqrt(degree[i]! * degree[j]!),
        0,
      ),
    );
    total = total.map((value, i) => value + term[i]!);
  }
  return total;
}

describe("ZLaP", () => {
  const { problem } = clusteredTexts(11, {
    classCount: 3,
    dimension: 5,
    perClass: { train: 3, validation: 2, test: 2 },
  });
  const texts = problem.texts!;
  const split = (values: Float32Array): Float32Array[] =>
    Array.from({ length: values.length / 5 }, (_, row) => values.slice(row * 5, row * 5 + 5));
  const train = split(texts.images.train);
  const weights = denseWeights(train, split(texts.classes));
  const nearest = neighbourhood(referenceKernels, texts.images.train, texts.images.train, texts);
  const scores = createPropagation(nearest, problem.trainLabels, 3)(SETTINGS);

  test("scores in the graph are the Neumann series of the dense weights", () => {
    for (let c = 0; c < 3; c++) {
      const y = [
        ...[...problem.trainLabels].map((label) => (label === c ? SETTINGS.labelWeight : 0)),
        ...[0, 1, 2].map((text) => (text === c ? 1 : 0)),
      ];
      neumann(weights, y).forEach((value, node) => {
        expect(scores[node * 3 + c]).toBeCloseTo(value, 4);
      });
    }
  });

  test("an attached row scores what its own neighbours' labels reach at the class texts", () => {
    // The released way round, without labelled images: propagate from the row's neighbours and read the texts.
    const zeroShot = { ...SETTINGS, labelWeight: 0 };
    const scores = createPropagation(nearest, problem.trainLabels, 3)(zeroShot);
    const rows = split(texts.images.validation);
    const queries = neighbourhood(
      referenceKernels,
      texts.images.validation,
      texts.images.train,
      texts,
    );
    const attached = attachedScores(queries, scores, 3, zeroShot);
    rows.forEach((row, r) => {
      const y = new Array<number>(train.length + 3).fill(0);
      const seed = (others: Float32Array[], offset: number, power: number): void => {
        const cosines = others.map((other) =>
          row.reduce((s, value, k) => s + value * other[k]!, 0),
        );
        const order = [...cosines.keys()].sort((a, b) => cosines[b]! - cosines[a]!);
        for (const j of order.slice(0, 3)) y[offset + j] = Math.max(0, cosines[j]!) ** power;
      };
      seed(train, 0, 1);
      seed(split(texts.classes), train.length, SETTINGS.gamma);
      const reached = neumann(weights, y).slice(train.length);
      reached.forEach((value, c) => {
        expect(attached[r * 3 + c]).toBeCloseTo(value, 4);
      });
    });
  });

  test("unlabelled test images carry labels to each other: transductive scores use them", async () => {
    const { problem, testLabels } = clusteredTexts(12, { textSpread: 2, imageSpread: 0.8 });
    const run = await runOf(zlapTransductive, problem);
    const right = run.testPredictions.filter((value, row) => value === testLabels[row]).length;
    expect(right / testLabels.length).toBeGreaterThan(0.8);
    expect(run).toMatchObject({ trials: 20, parameters: 0, bytes: 4 * (16 + 20 + 80 + 4) * 4 });
  });
});
