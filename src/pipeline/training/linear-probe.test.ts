import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { softmaxPredictions, softmaxRegression } from "../../numeric/softmax-regression.ts";
import { PART_CODES, type EmbeddingMatrix, type RunNodes } from "../artifacts.ts";
import { linearProbe, searchStrength } from "./linear-probe.ts";

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

  it("sees the features times their scale: the penalty weighs more on smaller ones", () => {
    const { features, nodes } = problem(0.35);
    // A power of two, so that both products are exact in float32 too.
    const scaled = { ...features, values: features.values.map((value) => 8 * value) };
    const small = linearProbe(features, 1, nodes);
    const large = linearProbe(features, 8, nodes);
    expect(large).toEqual(linearProbe(scaled, 1, nodes));
    // With z for 8 z the same fit needs weights 8 times as large, so a penalty 64 times weaker.
    expect(small.log10InverseStrength).toBeGreaterThan(large.log10InverseStrength);
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

describe("searchStrength", () => {
  /** The strengths in the order of their trial, for an accuracy that depends on log10 C alone. */
  function search(accuracyAt: (log10C: number) => number) {
    const visited: number[] = [];
    const startedFrom: (number | null)[] = [];
    const best = searchStrength((log10InverseStrength, start) => {
      visited.push(log10InverseStrength);
      startedFrom.push(start?.parameters[0] ?? null);
      const fit = {
        weights: new Float64Array(),
        bias: new Float64Array(),
        converged: true,
        parameters: Float64Array.of(log10InverseStrength),
      };
      return { log10InverseStrength, fit, validationAccuracy: accuracyAt(log10InverseStrength) };
    });
    return { visited, startedFrom, best };
  }
  const COARSE = [-6, -4, -2, 0, 2, 4, 6];

  it("halves [best / 10, best x 10] eight times towards the better end, and starts each fit from its nearest", () => {
    // Highest at 1.3. Around 2: [1, 3] with middle 2 known, then the end nearer 1.3 keeps its half: [1, 2], [1, 1.5], [1.25, 1.5], ...
    const { visited, startedFrom, best } = search((log10C) => 1 - Math.abs(log10C - 1.3) / 100);
    const halves = [1.5, 1.25, 1.375, 1.3125, 1.28125, 1.296875, 1.3046875];
    expect(visited).toEqual([...COARSE, 1, 3, ...halves]);
    expect(best.log10InverseStrength).toBe(1.296875);
    expect(startedFrom.slice(0, 7)).toEqual([null, ...COARSE.slice(0, 6)]);
    for (let k = 1; k < visited.length; k++) {
      const distances = visited.slice(0, k).map((log10C) => Math.abs(log10C - visited[k]!));
      expect(Math.abs(startedFrom[k]! - visited[k]!)).toBe(Math.min(...distances));
    }
  });

  it("goes to the stronger penalty wherever two do equally well", () => {
    const { visited, best } = search(() => 0.5);
    // All tie: around -6, [-7, -5] with middle -6 known, and always the lower half.
    const halves = [1, 2, 3, 4, 5, 6, 7].map((power) => -7 + 2 ** -power);
    expect(visited).toEqual([...COARSE, -7, -5, ...halves]);
    expect(best.log10InverseStrength).toBe(-7);
  });

  it("keeps the best of all strengths tried, not the last", () => {
    // One peak, 4: [3, 5] halves to [3, 4], and then the lower end comes up to 4 by halves of what is left.
    const { visited, best } = search((log10C) => (log10C === 4 ? 0.9 : 0.5));
    expect(visited.at(-1)).toBe(4 - 2 ** -7);
    expect(best.log10InverseStrength).toBe(4);
  });
});
