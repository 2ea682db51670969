import { expect, test } from "vitest";
import type { CsrMatrix, GraphScope } from "../artifacts.ts";
import { atOnce } from "../with-progress.ts";
import { randomGraph } from "./random-graph.ts";
import { rankPairs } from "./ranked-pairs.ts";
import { topNeighbourAdjacency } from "./top-neighbours.ts";

/** "receiver<sender" of every entry. */
function entries({ rows, rowStart, columnIndex }: CsrMatrix): string[] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(
      columnIndex.subarray(rowStart[row], rowStart[row + 1]),
      (sender) => `${row}<${sender}`,
    ),
  ).flat();
}

test.each<[GraphScope, number, number]>([
  ["transductive", 1, -0.5],
  ["transductive", 3, 0.2],
  ["inductive", 1, -0.5],
  ["inductive", 2, 0.1],
  ["inductive", 100, 0.1],
])("%s, k = %i: each node's strongest by sorting them one by one", (scope, k, threshold) => {
  const { nodes, block, pairs } = randomGraph(scope, [9, 4, 5, 0], 3);
  const ranked = atOnce(rankPairs(block, nodes, 1e6));
  const isSender = (node: number): boolean => scope === "transductive" || nodes.part[node] === 0;
  const kept = new Set<string>();
  for (let node = 0; node < nodes.part.length; node++) {
    const neighbours = pairs
      .filter(({ source, target, similarity }) => {
        const other = source === node ? target : source;
        return (source === node || target === node) && isSender(other) && similarity > threshold;
      })
      .sort((a, b) => b.similarity - a.similarity || a.source - b.source || a.target - b.target)
      .slice(0, k);
    for (const { source, target } of neighbours) {
      const other = source === node ? target : source;
      kept.add(`${node}<${other}`);
      if (isSender(node)) kept.add(`${other}<${node}`);
    }
  }
  expect(entries(topNeighbourAdjacency(ranked, threshold, k)).sort()).toEqual([...kept].sort());
  block.dispose();
});

test("refuses a number of neighbours that is none, and edges that were not kept", () => {
  const { nodes, block } = randomGraph("transductive", [4, 0, 0, 0], 1);
  const ranked = atOnce(rankPairs(block, nodes, 1e6));
  expect(() => topNeighbourAdjacency(ranked, 0, 0)).toThrow(RangeError);
  expect(() => topNeighbourAdjacency(ranked, 0, 1.5)).toThrow(RangeError);
  expect(() => topNeighbourAdjacency({ ...ranked, cutoff: 0.5 }, 0, 1)).toThrow(RangeError);
  block.dispose();
});
