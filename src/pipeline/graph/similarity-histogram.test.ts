import { describe, expect, it } from "vitest";
import { randomGraph } from "./random-graph.ts";
import { atOnce } from "../with-progress.ts";
import { rankPairs, rankTriangle } from "./ranked-pairs.ts";
import { similarityHistogram } from "./similarity-histogram.ts";

describe("similarityHistogram", () => {
  it.each(["inductive", "transductive"] as const)(
    "count each %s pair in its bar by what the known labels say, kept or not",
    (scope) => {
      const { block, nodes, pairs } = randomGraph(scope, [12, 6, 20, 4], 9);
      for (const bars of [1, 7, 60, 100_000]) {
        const histogram = similarityHistogram(atOnce(rankPairs(block, nodes, 100)), bars);
        const { edges } = histogram;
        const count = edges.length - 1;
        expect(count).toBeLessThanOrEqual(bars);
        const expected = {
          sameClass: Array<number>(count).fill(0),
          crossClass: Array<number>(count).fill(0),
          unlabelled: Array<number>(count).fill(0),
        };
        for (const { source, target, similarity } of pairs) {
          // -1 itself belongs to the lowest bar, which has it as its edge.
          const bar = Math.max(0, edges.findIndex((edge) => edge >= similarity) - 1);
          const [a, b] = [nodes.label[source]!, nodes.label[target]!];
          expected[a < 0 || b < 0 ? "unlabelled" : a === b ? "sameClass" : "crossClass"][bar]!++;
        }
        expect([...histogram.sameClass]).toEqual(expected.sameClass);
        expect([...histogram.crossClass]).toEqual(expected.crossClass);
        expect([...histogram.unlabelled]).toEqual(expected.unlabelled);
      }
    },
  );

  it("draw about as many bars as asked for, of one width", () => {
    const { block, nodes } = randomGraph("transductive", [12, 6, 20, 4], 9);
    const { edges } = similarityHistogram(atOnce(rankPairs(block, nodes, 100)), 60);
    expect(edges.length).toBeGreaterThan(50);
    for (let bar = 2; bar < edges.length - 1; bar++) {
      expect(edges[bar]! - edges[bar - 1]!).toBe(edges[1]! - edges[0]!);
    }
  });

  it("put equal similarities into one bar and nothing into the bars of an empty graph", () => {
    const { nodes } = randomGraph("transductive", [3, 0, 0, 0], 1);
    const equal = rankTriangle({ count: 3, values: new Float32Array(3).fill(0.5) }, nodes, 3);
    const histogram = similarityHistogram(equal, 3);
    expect([...histogram.edges]).toEqual([0.5 - 1 / 4096, 0.5]);
    const total = (bar: number) =>
      histogram.sameClass[bar]! + histogram.crossClass[bar]! + histogram.unlabelled[bar]!;
    expect(total(0)).toBe(3);
    expect(() => similarityHistogram(equal, 0)).toThrow(RangeError);
    const { block, nodes: alone } = randomGraph("transductive", [1, 0, 0, 0], 1);
    const empty = similarityHistogram(atOnce(rankPairs(block, alone, 9)), 4);
    expect([...empty.edges]).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect([...empty.sameClass, ...empty.crossClass, ...empty.unlabelled]).toEqual(
      Array(12).fill(0),
    );
  });
});
