import { expect, test } from "vitest";
import golden from "../../numeric/fixtures/golden.json";
import type { CsrMatrix, RankedPairs, RunNodes } from "../artifacts.ts";
import { softWeightedAdjacency, weightedAdjacency } from "./edge-weights.ts";
import { normalizeAdjacency } from "./normalized-adjacency.ts";
import { rankTriangle } from "./ranked-pairs.ts";

function ranked(similarities: readonly number[], part: readonly number[]): RankedPairs {
  const nodes: RunNodes = {
    runSeed: 1,
    scope: part.includes(2) ? "inductive" : "transductive",
    classCount: 1,
    example: Int32Array.from(part.keys()),
    part: Uint8Array.from(part),
    label: Int32Array.from(part, (code) => (code === 2 ? -1 : 0)),
  };
  const triangle = { count: part.length, values: Float32Array.from(similarities) };
  return rankTriangle(triangle, nodes, 100);
}

function dense({ rows, rowStart, columnIndex, values }: ReturnType<typeof normalizeAdjacency>) {
  return denseOf({ rows, columns: rows, rowStart, columnIndex, values: Float32Array.from(values) });
}

function denseOf({ rows, rowStart, columnIndex, values }: CsrMatrix): number[][] {
  return Array.from({ length: rows }, (_, row) => {
    const line = Array<number>(rows).fill(0);
    for (let e = rowStart[row]!; e < rowStart[row + 1]!; e++) line[columnIndex[e]!] = values[e]!;
    return line;
  });
}

test("an edge weighs its cosine, and Â is that of the golden path with weights 0.8 and 0.5", () => {
  const path = ranked([0.8, -0.3, 0.5], [0, 0, 0]);
  const adjacency = weightedAdjacency(path, -1.01);
  const degrees = denseOf(adjacency).map((row) => row.reduce((sum, weight) => sum + weight, 1));
  golden.gcn_norm_weighted.deg_hat.forEach((degree, node) => {
    expect(degrees[node]).toBeCloseTo(degree, 6);
  });
  golden.gcn_norm_weighted.A_hat.flat().forEach((value, entry) => {
    expect(dense(normalizeAdjacency(adjacency)).flat()[entry]).toBeCloseTo(value, 6);
  });
});

test("weighted and soft edges stand strictly above the threshold; a cosine of 0 or less never weighs", () => {
  const pairs = ranked([0.75, 0, 0.5], [0, 0, 0]);
  expect(denseOf(weightedAdjacency(pairs, 0.5))).toEqual([
    [0, 0.75, 0],
    [0.75, 0, 0],
    [0, 0, 0],
  ]);
  expect(denseOf(weightedAdjacency(pairs, -1))[0]![2]).toBe(0);
  const soft = denseOf(softWeightedAdjacency(pairs, -1));
  expect(soft[0]![1]).toBeCloseTo(Math.exp(-1.5), 6);
  expect(soft[1]![2]).toBeCloseTo(Math.exp(-3), 6);
  expect(soft[2]![0]).toBeCloseTo(Math.exp(-6), 6);
  expect(denseOf(softWeightedAdjacency(pairs, 0.5))[1]![2]).toBe(0);
});

test("inductive: a test node receives the weight and sends nothing", () => {
  const pairs = ranked([0.6, 0.4, 0.2], [0, 0, 2]);
  expect(denseOf(weightedAdjacency(pairs, 0)).map((row) => row.map(Math.fround))).toEqual(
    [
      [0, 0.6, 0],
      [0.6, 0, 0],
      [0.4, 0.2, 0],
    ].map((row) => row.map(Math.fround)),
  );
});

test("refuses a threshold whose edges were not kept", () => {
  const pairs = { ...ranked([0.75, 0.1, 0.5], [0, 0, 0]), cutoff: 0.3 };
  expect(() => weightedAdjacency(pairs, 0)).toThrow(RangeError);
  expect(() => softWeightedAdjacency(pairs, 0.2)).toThrow(RangeError);
});
