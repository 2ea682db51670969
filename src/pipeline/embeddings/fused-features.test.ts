import { describe, expect, it } from "vitest";
import golden from "../../numeric/fixtures/golden.json";
import { createRandom } from "../../numeric/random.ts";
import type { EmbeddingMatrix, Embeddings, FeatureSettings } from "../artifacts.ts";
import { fuseFeatures, fusedRows } from "./fused-features.ts";

const matrix = (rows: readonly (readonly number[])[]): EmbeddingMatrix => ({
  rows: rows.length,
  dimension: rows[0]!.length,
  values: Float32Array.from(rows.flat()),
});

const embeddings = (
  image: readonly (readonly number[])[],
  text: readonly (readonly number[])[],
): Embeddings => {
  const encoder = { id: "test", name: "test", licence: "none", dimension: 0 };
  return {
    imageEncoder: encoder,
    textEncoder: encoder,
    image: matrix(image),
    text: matrix(text),
  };
};

const settings = (modalityWeight: number, center: boolean): FeatureSettings => ({
  modalityWeight,
  center,
  scale: 10,
});

const randomRows = (count: number, dimension: number, seed: number): number[][] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: dimension }, () => random.normal() + 0.7),
  );
};

function dot(values: Float32Array | Float64Array, dimension: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++)
    sum += values[i * dimension + k]! * values[j * dimension + k]!;
  return sum;
}

/** Cosines of rows after subtracting the mean of the unit rows in `pool`: the definition, row by row. */
function centredCosine(rows: readonly number[][], pool: number[], i: number, j: number): number {
  const unit = rows.map((row) =>
    row.map((value) => Math.fround(value) / Math.hypot(...row.map(Math.fround))),
  );
  const centred = unit.map((row) =>
    row.map((value, k) => value - pool.reduce((sum, p) => sum + unit[p]![k]!, 0) / pool.length),
  );
  const product = centred[i]!.reduce((sum, value, k) => sum + value * centred[j]![k]!, 0);
  return product / Math.hypot(...centred[i]!) / Math.hypot(...centred[j]!);
}

describe("fused features", () => {
  it("match the golden rows and similarities", () => {
    const { image, text, omega, Z, S } = golden.fused_similarity;
    const rows = fusedRows(embeddings(image, text), settings(omega, false), []);
    Z.flat().forEach((value, k) => {
      expect(rows.values[k]).toBeCloseTo(value, 9);
    });
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) expect(dot(rows.values, 4, i, j)).toBeCloseTo(S[i]![j]!, 9);
    }
    const rounded = fuseFeatures(embeddings(image, text), settings(omega, false), []);
    expect(rounded.values).toEqual(Float32Array.from(rows.values));
  });

  it("have the golden image cosines at w = 0 and the golden text cosines at w = 1", () => {
    const { image, text, cos_image, cos_text } = golden.fused_similarity;
    for (const [w, cosines] of [[0, cos_image] as const, [1, cos_text] as const]) {
      const rows = fusedRows(embeddings(image, text), settings(w, false), []);
      expect(rows.dimension).toBe(2);
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++)
          expect(dot(rows.values, 2, i, j)).toBeCloseTo(cosines[i]![j]!, 9);
      }
    }
  });

  it("make the fused cosine the weighted mean of the image and text cosines, centred or not (I4)", () => {
    const image = randomRows(9, 7, 1);
    const text = randomRows(9, 5, 2);
    const pool = [0, 2, 3, 7];
    for (const w of [0, 0.2, 0.5, 1]) {
      const fused = fusedRows(embeddings(image, text), settings(w, true), pool);
      expect(fused.dimension).toBe(w === 0 ? 7 : w === 1 ? 5 : 12);
      for (let i = 0; i < 9; i++) {
        for (let j = 0; j < 9; j++) {
          const expected =
            (1 - w) * centredCosine(image, pool, i, j) + w * centredCosine(text, pool, i, j);
          expect(dot(fused.values, fused.dimension, i, j)).toBeCloseTo(expected, 12);
        }
      }
    }
  });

  it("centre on the train pool alone: other rows change nothing", () => {
    const image = randomRows(6, 4, 3);
    const text = randomRows(6, 3, 4);
    const before = fuseFeatures(embeddings(image, text), settings(0.5, true), [0, 1, 2]);
    const changed = image.map((row, i) => (i > 3 ? row.map((value) => -3 * value) : row));
    const after = fuseFeatures(embeddings(changed, text), settings(0.5, true), [0, 1, 2]);
    expect(after.values.subarray(0, 4 * 7)).toEqual(before.values.subarray(0, 4 * 7));
  });

  it("leave a row without a caption zero, uncounted in the mean, and count it", () => {
    const image = randomRows(5, 4, 5);
    const text = randomRows(5, 3, 6);
    text[1] = [0, 0, 0];
    const fused = fusedRows(embeddings(image, text), settings(0.5, true), [0, 1, 2]);
    expect(fused.zeroTextRows).toBe(1);
    expect(fused.zeroImageRows).toBe(0);
    expect([...fused.values.subarray(7 + 4, 14)]).toEqual([0, 0, 0]);
    expect(dot(fused.values, 7, 1, 1)).toBeCloseTo(0.5, 12);
    const expected =
      0.5 * centredCosine(image, [0, 1, 2], 3, 4) + 0.5 * centredCosine(text, [0, 2], 3, 4);
    expect(dot(fused.values, 7, 3, 4)).toBeCloseTo(expected, 12);
  });

  it("turn constant captions into zero rows when centred, and keep them when not", () => {
    const image = randomRows(4, 4, 7);
    const text = Array.from({ length: 4 }, () => [0.3, -0.1, 0.7]);
    expect(fuseFeatures(embeddings(image, text), settings(0.5, true), [0, 1]).zeroTextRows).toBe(4);
    expect(fuseFeatures(embeddings(image, text), settings(0.5, false), [0, 1]).zeroTextRows).toBe(
      0,
    );
  });

  // Centred unit rows are about 0.6 of the difference long (half of it, over the norm .77); below 1e-5 their direction is rounding noise.
  it.each([
    [1e-7, 4],
    [1e-4, 0],
  ])("with captions that differ by %s have %i zero rows when centred", (difference, zeroRows) => {
    const image = randomRows(4, 4, 7);
    const text = Array.from({ length: 4 }, (_, i) => [0.3 + (i % 2) * difference, -0.1, 0.7]);
    const fused = fuseFeatures(embeddings(image, text), settings(0.5, true), [0, 1]);
    expect(fused.zeroTextRows).toBe(zeroRows);
    expect(fused.zeroImageRows).toBe(0);
  });

  it("count missing captions without centring too, and take a short embedding for what it is", () => {
    const image = randomRows(4, 3, 9);
    const text = [
      [0, 0, 0],
      [1e-13, 0, 0],
      [0, 1e-6, 0],
      [1, 2, 2],
    ];
    const fused = fusedRows(embeddings(image, text), settings(1, false), []);
    expect(fused.zeroTextRows).toBe(2);
    expect([...fused.values.subarray(0, 9)]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0]);
  });

  it("refuse a weight outside [0, 1], matrices of different length and values that are not finite", () => {
    const image = randomRows(2, 3, 8);
    expect(() => fuseFeatures(embeddings(image, image), settings(1.2, true), [0])).toThrow(
      RangeError,
    );
    expect(() =>
      fuseFeatures(embeddings(image, [...image, [1, 2, 3]]), settings(0.5, true), [0]),
    ).toThrow(expect.objectContaining({ code: "embeddings/dimension-mismatch" }));
    expect(() =>
      fuseFeatures(
        embeddings(
          [
            [Number.NaN, 0, 0],
            [1, 0, 0],
          ],
          image,
        ),
        settings(0.5, true),
        [0],
      ),
    ).toThrow(RangeError);
  });
});
