import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { softmaxPredictions, softmaxRegression } from "../../numeric/softmax-regression.ts";
import { PART_CODES, type EmbeddingMatrix, type RunNodes } from "../artifacts.ts";
import { linearProbe } from "./linear-probe.ts";

const CLASSES = 4;
const DIMENSION = 60;
const SCALE = 10;

/** Noisy unit rows around one direction a class: 8 training, 4 validation and 20 test images a class, classes in turn. */
function problem(noise: number): { features: EmbeddingMatrix; nodes: RunNodes; truth: number[] } {
  const random = createRandom(7);
  const parts = [8, 4, 20].flatMap((size, code) => Array<number>(CLASSES * size).fill(code));
  const truth = parts.map((_, i) => i % CLASSES);
  const values = Float32Array.from({ length: parts.length * DIMENSION }, (_, i) => {
    const row = Math.floor(i / DIMENSION);
    return (i % DIMENSION === truth[row] ? 1 : 0) + noise * random.normal();
  });
  for (let row = 0; row < parts.length; row++) {
    const vector = values.subarray(row * DIMENSION, (row + 1) * DIMENSION);
    const norm = Math.hypot(...vector);
    for (let k = 0; k < DIMENSION; k++) vector[k]! /= norm;
  }
  return {
    features: { rows: parts.length, dimension: DIMENSION, values },
    nodes: {
      runSeed: 3,
      scope: "inductive",
      classCount: CLASSES,
      example: Int32Array.from(parts, (_, i) => i),
      part: Uint8Array.from(parts),
      label: Int32Array.from(parts, (code, i) => (code < 2 ? truth[i]! : -1)),
    },
    truth,
  };
}

const rowsOfPart = ({ features, nodes }: ReturnType<typeof problem>, code: number) => {
  const first = nodes.part.indexOf(code) * DIMENSION;
  const last = (nodes.part.lastIndexOf(code) + 1) * DIMENSION;
  return features.values.slice(first, last).map((value) => SCALE * value);
};
const share = (predictions: readonly number[], truth: readonly number[]) =>
  predictions.filter((label, i) => label === truth[i]).length / predictions.length;

describe("linearProbe", () => {
  const noisy = problem(0.25);
  const probe = linearProbe(noisy.features, SCALE, noisy.nodes);

  it("predicts every test node, far better than chance", () => {
    expect(probe.runSeed).toBe(3);
    expect(probe.testPredictions.length).toBe(80);
    expect(share(probe.testPredictions, noisy.truth.slice(-80))).toBeGreaterThan(0.6);
  });

  it("is the logistic regression of the strength it reports, and no coarse strength does better on validation", () => {
    const labels = Int32Array.from(noisy.truth.slice(0, 8 * CLASSES));
    const regression = softmaxRegression(
      rowsOfPart(noisy, PART_CODES.train),
      DIMENSION,
      labels,
      CLASSES,
      { maxIterations: 1000, gradientTolerance: 1e-8 },
    );
    const validation = (log10C: number) =>
      share(
        softmaxPredictions(
          regression.fit(10 ** log10C, null),
          rowsOfPart(noisy, PART_CODES.validation),
          DIMENSION,
        ),
        noisy.truth.slice(8 * CLASSES, 12 * CLASSES),
      );
    expect(validation(probe.log10InverseStrength)).toBe(probe.validationAccuracy);
    for (const log10C of [-6, -4, -2, 0, 2, 4, 6]) {
      expect(validation(log10C)).toBeLessThanOrEqual(probe.validationAccuracy);
    }
    const test = softmaxPredictions(
      regression.fit(10 ** probe.log10InverseStrength, null),
      rowsOfPart(noisy, PART_CODES.test),
      DIMENSION,
    );
    expect(share(probe.testPredictions, test)).toBeGreaterThan(0.97);
  });

  it("takes the strongest penalty when all strengths do equally well", () => {
    const { features, nodes } = problem(0.01);
    const easy = linearProbe(features, SCALE, nodes);
    expect(easy.validationAccuracy).toBe(1);
    // The bisection starts a factor of ten below the strongest coarse strength.
    expect(easy.log10InverseStrength).toBe(-7);
  });

  it("repeats itself and does not depend on the test rows for its choice", () => {
    expect(linearProbe(noisy.features, SCALE, noisy.nodes)).toEqual(probe);
    const shuffled = { ...noisy.features, values: noisy.features.values.slice() };
    shuffled.values.subarray(12 * CLASSES * DIMENSION).reverse();
    const other = linearProbe(shuffled, SCALE, noisy.nodes);
    expect(other.log10InverseStrength).toBe(probe.log10InverseStrength);
    expect(other.testPredictions).not.toEqual(probe.testPredictions);
  });

  it("needs validation nodes", () => {
    const without = {
      ...noisy.nodes,
      part: noisy.nodes.part.map((code) => (code === 1 ? 2 : code)),
    };
    expect(() => linearProbe(noisy.features, SCALE, without)).toThrow(RangeError);
  });
});
