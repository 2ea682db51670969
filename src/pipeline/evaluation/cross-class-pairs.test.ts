import { expect, test } from "vitest";
import { PART_CODES } from "../artifacts.ts";
import { randomGraph } from "../graph/random-graph.ts";
import { rankPairs } from "../graph/ranked-pairs.ts";
import { atOnce } from "../with-progress.ts";
import { crossClassPairs } from "./cross-class-pairs.ts";

test.each(["inductive", "transductive"] as const)(
  "the strongest pairs of two known, different labels are found, %s",
  (scope) => {
    const graph = randomGraph(scope, [12, 5, 20, 0], 21);
    const { nodes } = graph;
    const found = crossClassPairs(atOnce(rankPairs(graph.block, nodes, 1e6)), 10);
    const labelled = graph.pairs.filter(({ source, target }) =>
      [source, target].every((node) => nodes.part[node]! < PART_CODES.test),
    );
    const cross = labelled
      .filter(({ source, target }) => nodes.label[source] !== nodes.label[target])
      .toSorted((a, b) => b.similarity - a.similarity);
    expect(found.map(({ similarity }) => similarity)).toEqual(
      cross.slice(0, 10).map(({ similarity }) => similarity),
    );
    for (const { source, target, sourceLabel, targetLabel } of found) {
      const nodeOf = (example: number): number => nodes.example.indexOf(example);
      expect([sourceLabel, targetLabel]).toEqual([
        nodes.label[nodeOf(source)],
        nodes.label[nodeOf(target)],
      ]);
      expect(sourceLabel).not.toBe(targetLabel);
    }
  },
);

test("the share of equal classes counts the labelled pairs before it", () => {
  // Pairs 0-1 (test, hidden), 0-2 same, 2-3 same, 0-3 cross, 1-2 cross but hidden, 0-4 cross.
  const nodes = {
    runSeed: 1,
    scope: "transductive" as const,
    classCount: 3,
    example: Int32Array.of(10, 11, 12, 13, 14),
    part: Uint8Array.of(0, 2, 0, 0, 1),
    label: Int32Array.of(0, -1, 0, 0, 1),
  };
  const graph = randomGraph("transductive", [3, 2, 0, 0], 1);
  const ranked = atOnce(rankPairs(graph.block, graph.nodes, 1e6));
  const found = crossClassPairs(
    {
      ...ranked,
      nodes,
      source: Int32Array.of(0, 0, 2, 0, 1, 3),
      target: Int32Array.of(1, 2, 3, 4, 2, 4),
      similarity: Float32Array.of(0.9, 0.875, 0.75, 0.5, 0.25, 0.125),
    },
    10,
  );
  expect(found).toEqual([
    { source: 10, target: 14, sourceLabel: 0, targetLabel: 1, similarity: 0.5, sameClassShare: 1 },
    {
      source: 13,
      target: 14,
      sourceLabel: 0,
      targetLabel: 1,
      similarity: 0.125,
      sameClassShare: 2 / 3,
    },
  ]);
});
