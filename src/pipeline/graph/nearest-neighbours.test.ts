import { describe, expect, it } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";
import { randomGraph } from "./random-graph.ts";
import { atOnce } from "../with-progress.ts";

describe("nearestNeighbours", () => {
  it.each([2, 3, 40, 150])("are each row itself, then the nearest, ties by index: %i rows", (n) => {
    const { block, pairs } = randomGraph("transductive", [n, 0, 0, 0], n);
    const { count, size, index, similarity } = atOnce(nearestNeighbours(block, 15));
    expect(count).toBe(n);
    expect(size).toBe(Math.min(15, n - 1));
    for (let row = 0; row < n; row++) {
      const others = pairs
        .filter(({ source, target }) => source === row || target === row)
        .map((pair) => ({ ...pair, other: pair.source === row ? pair.target : pair.source }))
        .sort((a, b) => b.similarity - a.similarity || a.other - b.other);
      const expected = [row, ...others.slice(0, size - 1).map((pair) => pair.other)];
      expect([...index.subarray(row * size, (row + 1) * size)]).toEqual(expected);
      others.slice(0, size - 1).forEach((pair, k) => {
        expect(similarity[row * size + 1 + k]).toBe(pair.similarity);
      });
    }
  });

  it("exist for one row and for none", () => {
    const one = atOnce(nearestNeighbours(referenceKernels.load(Float32Array.of(1), 1, 1), 15));
    expect([one.size, [...one.index]]).toEqual([1, [0]]);
    const none = atOnce(nearestNeighbours(referenceKernels.load(new Float32Array(), 0, 1), 15));
    expect(none.index.length).toBe(0);
  });
});
