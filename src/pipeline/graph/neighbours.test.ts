import { describe, expect, it } from "vitest";
import type { GraphScope, PairSimilarities, RunNodes } from "../artifacts.ts";
import { strongestNeighbours } from "./neighbours.ts";
import { rankTriangle } from "./ranked-pairs.ts";

// Pairs (0,1) (0,2) (0,3) (0,4) (1,2) (1,3) (1,4) (2,3) (2,4) (3,4); nodes 0 to 2 train.
const similarities: PairSimilarities = {
  count: 5,
  values: Float32Array.of(0.25, 0.75, 0.5, -0.5, 0.125, 0.5, 0, 0.625, 0.375, 0.875),
};
const nodes = (scope: GraphScope): RunNodes => ({
  runSeed: 1,
  scope,
  classCount: 1,
  example: Int32Array.of(0, 1, 2, 3, 4),
  part: Uint8Array.of(0, 0, 0, 1, 2),
  label: Int32Array.of(0, 0, 0, 0, -1),
});
const around = (scope: GraphScope, node: number, threshold: number, count: number) =>
  strongestNeighbours(rankTriangle(similarities, nodes(scope), 10), node, threshold, count);

describe("strongestNeighbours", () => {
  it("come most similar first and lie strictly above the threshold", () => {
    expect(around("transductive", 3, -1.01, 3)).toEqual([
      { node: 4, similarity: 0.875 },
      { node: 2, similarity: 0.625 },
      { node: 0, similarity: 0.5 },
    ]);
    expect(around("transductive", 3, 0.625, 9)).toEqual([{ node: 4, similarity: 0.875 }]);
    expect(around("transductive", 3, 0.9, 9)).toEqual([]);
  });

  it("are training nodes only in inductive scope", () => {
    expect(around("inductive", 3, 0, Infinity).map((neighbour) => neighbour.node)).toEqual([
      2, 0, 1,
    ]);
    expect(around("inductive", 0, -1.01, Infinity).map((neighbour) => neighbour.node)).toEqual([
      2, 1,
    ]);
  });
});
