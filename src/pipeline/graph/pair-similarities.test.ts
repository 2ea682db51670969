import { describe, expect, it } from "vitest";
import golden from "../../numeric/fixtures/golden.json";
import { createRandom } from "../../numeric/random.ts";
import type { EmbeddingMatrix, PairSimilarities } from "../artifacts.ts";
import { condensedIndex, pairSimilarities, similarityOf } from "./pair-similarities.ts";

function run(features: EmbeddingMatrix): PairSimilarities {
  const generator = pairSimilarities(features);
  let step = generator.next();
  while (step.done !== true) step = generator.next();
  return step.value;
}

function unitRows(rows: number, dimension: number, seed: number): EmbeddingMatrix {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: rows * dimension }, () => random.normal());
  for (let row = 0; row < rows; row++) {
    const vector = values.subarray(row * dimension, (row + 1) * dimension);
    const norm = Math.hypot(...vector);
    for (let k = 0; k < dimension; k++) vector[k]! /= norm;
  }
  return { rows, dimension, values };
}

describe("pairSimilarities", () => {
  it("match the golden fused similarities", () => {
    const { Z, S } = golden.fused_similarity;
    const similarities = run({ rows: 4, dimension: 4, values: Float32Array.from(Z.flat()) });
    for (let i = 0; i < 4; i++) {
      for (let j = i + 1; j < 4; j++) {
        expect(similarityOf(similarities, i, j)).toBeCloseTo(S[i]![j]!, 6);
        expect(similarityOf(similarities, j, i)).toBe(similarityOf(similarities, i, j));
      }
    }
  });

  it("equal the dot product of every pair across the borders of tiles", () => {
    const features = unitRows(71, 9, 1);
    const similarities = run(features);
    expect(similarities.values.length).toBe((71 * 70) / 2);
    for (let i = 0; i < 71; i++) {
      for (let j = i + 1; j < 71; j++) {
        let sum = 0;
        for (let k = 0; k < 9; k++)
          sum += features.values[i * 9 + k]! * features.values[j * 9 + k]!;
        expect(similarities.values[condensedIndex(i, j, 71)]).toBe(Math.fround(sum));
      }
    }
  });

  it("do not change for a pair when other rows come or go", () => {
    const features = unitRows(70, 33, 2);
    const all = run(features);
    const first = run({ rows: 37, dimension: 33, values: features.values.slice(0, 37 * 33) });
    for (let i = 0; i < 37; i++) {
      for (let j = i + 1; j < 37; j++) {
        expect(similarityOf(first, i, j)).toBe(similarityOf(all, i, j));
      }
    }
  });

  it("stay in [-1, 1] and are 0 with a zero row", () => {
    const features = unitRows(40, 50, 3);
    features.values.copyWithin(50, 0, 50);
    features.values.fill(0, 100, 150);
    const similarities = run(features);
    expect(similarityOf(similarities, 0, 1)).toBeCloseTo(1, 6);
    expect(similarityOf(similarities, 0, 1)).toBeLessThanOrEqual(1);
    for (let i = 0; i < 40; i++) if (i !== 2) expect(similarityOf(similarities, i, 2)).toBe(0);
  });

  it("are exactly 1 and -1 where rounding has left rows longer than 1", () => {
    // The float32 after 1 is 1 + 2^-23, and its square 1 + 2^-22 + 2^-46 would stay above 1 in float32.
    const long = 1 + 2 ** -23;
    const values = Float32Array.of(long, 0, long, 0, -long, 0);
    expect([...run({ rows: 3, dimension: 2, values }).values]).toEqual([1, -1, -1]);
  });

  it("compare 8,000 images", () => {
    const largest = { rows: 8000, dimension: 0, values: new Float32Array() };
    // The first band: rows 0 to 31 with every later row, Σ (8000 - 1 - i).
    expect(pairSimilarities(largest).next().value).toBe(32 * 7999 - (31 * 32) / 2);
  });

  it("report every pair as done and refuse more than 8,000 images", () => {
    const generator = pairSimilarities(unitRows(70, 3, 4));
    let done = 0;
    for (let step = generator.next(); step.done !== true; step = generator.next()) {
      expect(step.value).toBeGreaterThan(done);
      done = step.value;
    }
    expect(done).toBe((70 * 69) / 2);
    const large = { rows: 8001, dimension: 0, values: new Float32Array() };
    expect(() => pairSimilarities(large).next()).toThrow(
      expect.objectContaining({
        code: "graph/too-many-nodes",
        details: { images: 8001, limit: 8000 },
      }),
    );
  });

  it("need no pair for one row and none for no row", () => {
    expect(run(unitRows(1, 3, 5)).values.length).toBe(0);
    expect(run({ rows: 0, dimension: 3, values: new Float32Array() }).values.length).toBe(0);
  });
});
