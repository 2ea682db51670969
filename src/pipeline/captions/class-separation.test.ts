import { describe, expect, test } from "vitest";
import { cosineSimilarity } from "../../numeric/cosine-similarity.ts";
import { createRandom } from "../../numeric/random.ts";
import type { EmbeddingMatrix } from "../artifacts.ts";
import { classSeparation } from "./class-separation.ts";

const matrix = (...rows: readonly (readonly number[])[]): EmbeddingMatrix => ({
  rows: rows.length,
  dimension: rows[0]!.length,
  values: Float32Array.from(rows.flat()),
});

describe("class separation", () => {
  test("equals the means over all pairs, whatever the length of the vectors", () => {
    const random = createRandom(3);
    const rows = Array.from({ length: 12 }, () =>
      Array.from({ length: 5 }, () => 3 * random.uniform() - 1),
    );
    const labels = [0, 1, 2, 0, 1, 2, 0, 1, null, 0, null, 2];
    const pairs = rows.flatMap((a, i) =>
      rows.slice(i + 1).map((b, k) => ({ i, j: i + 1 + k, cosine: cosineSimilarity(a, b) })),
    );
    const known = pairs.filter(({ i, j }) => labels[i] !== null && labels[j] !== null);
    const mean = (some: typeof known): number =>
      some.reduce((sum, { cosine }) => sum + cosine, 0) / some.length;
    const { sameClass, crossClass, examples } = classSeparation(matrix(...rows), labels);
    expect(examples).toBe(10);
    expect(sameClass).toBeCloseTo(mean(known.filter(({ i, j }) => labels[i] === labels[j])), 6);
    expect(crossClass).toBeCloseTo(mean(known.filter(({ i, j }) => labels[i] !== labels[j])), 6);
  });

  test("an unlabelled row changes nothing", () => {
    const two = classSeparation(matrix([1, 0], [0, 1]), [0, 1]);
    expect(two).toEqual({ sameClass: null, crossClass: 0, examples: 2 });
    expect(classSeparation(matrix([1, 0], [0, 1], [1, 1]), [0, 1, null])).toEqual(two);
  });

  test("a row without a text is in no pair", () => {
    expect(classSeparation(matrix([1, 0], [0, 0], [1, 0]), [0, 0, 0])).toEqual({
      sameClass: 1,
      crossClass: null,
      examples: 2,
    });
  });

  test("labels of another number of rows are refused", () => {
    expect(() => classSeparation(matrix([1, 0]), [])).toThrow(RangeError);
  });
});
