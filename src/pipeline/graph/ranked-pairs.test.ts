import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import type { PairDistribution, RunNodes } from "../artifacts.ts";
import { binEdge, SIMILARITY_BINS } from "./pair-distribution.ts";
import { randomGraph, type RandomGraph } from "./random-graph.ts";
import { atOnce } from "../with-progress.ts";
import {
  collectPairs,
  orderPairs,
  rankPairs,
  rankTriangle,
  type PairStripes,
} from "./ranked-pairs.ts";

const GRAPHS = [
  ["inductive", [12, 6, 20, 0], 1],
  ["transductive", [12, 6, 20, 4], 2],
  ["transductive", [70, 20, 60, 3], 3],
  ["inductive", [80, 0, 70, 0], 4],
  ["inductive", [1, 1, 5, 0], 5],
  ["transductive", [0, 0, 0, 9], 6],
  ["transductive", [1, 0, 0, 0], 7],
] as const;

/** The counts by their definition, an edge at a time. */
function distributionOf({ nodes, pairs }: RandomGraph): PairDistribution {
  const bins = (): Uint32Array => new Uint32Array(SIMILARITY_BINS);
  const counts = {
    sameClass: bins(),
    crossClass: bins(),
    unlabelled: bins(),
    training: bins(),
  };
  for (const { source, target, similarity } of pairs) {
    let bin = 0;
    while (similarity > binEdge(bin + 1)) bin++;
    const [a, b] = [nodes.label[source]!, nodes.label[target]!];
    counts[a < 0 || b < 0 ? "unlabelled" : a === b ? "sameClass" : "crossClass"][bin]!++;
    if (nodes.part[source] === 0 && nodes.part[target] === 0) counts.training[bin]!++;
  }
  const values = pairs.map((pair) => pair.similarity);
  return {
    ...counts,
    smallest: values.length === 0 ? NaN : Math.min(...values),
    largest: values.length === 0 ? NaN : Math.max(...values),
  };
}

function strongestOf({ nodes, pairs }: RandomGraph): Float32Array {
  const strongest = new Float32Array(nodes.part.length).fill(-Infinity);
  const receive = (node: number, similarity: number): void => {
    strongest[node] = Math.max(strongest[node]!, similarity);
  };
  for (const { source, target, similarity } of pairs) {
    receive(target, similarity);
    if (nodes.scope === "transductive" || nodes.part[target] === 0) receive(source, similarity);
  }
  return strongest;
}

describe("rankPairs", () => {
  it.each(GRAPHS)(
    "keep exactly the pairs above the cut-off and count the others: %s %j",
    (scope, parts, seed) => {
      const graph = randomGraph(scope, parts, seed);
      const expected = distributionOf(graph);
      const total = graph.pairs.length;
      for (const budget of [total + 1, total, total - 1, total >> 1, total >> 3, 7, 1, 0]) {
        if (budget < 0) continue;
        const ranked = atOnce(rankPairs(graph.block, graph.nodes, budget));
        // Array.prototype.sort is stable, so ties keep the order of source and target.
        const kept = graph.pairs
          .filter((pair) => pair.similarity > ranked.cutoff)
          .sort((a, b) => b.similarity - a.similarity);
        expect([...ranked.source]).toEqual(kept.map((pair) => pair.source));
        expect([...ranked.target]).toEqual(kept.map((pair) => pair.target));
        expect([...ranked.similarity]).toEqual(kept.map((pair) => pair.similarity));
        for (const name of ["sameClass", "crossClass", "unlabelled", "training"] as const) {
          expect(String(ranked.distribution[name])).toBe(String(expected[name]));
        }
        expect(ranked.distribution.smallest).toBe(expected.smallest);
        expect(ranked.distribution.largest).toBe(expected.largest);
        expect(ranked.strongest).toEqual(strongestOf(graph));
        expect(kept.length).toBeLessThanOrEqual(budget);
        if (budget >= total) expect(ranked.cutoff).toBe(-Infinity);
        else {
          const lower = ranked.cutoff - 1 / 4096 > -1 ? ranked.cutoff - 1 / 4096 : -1.01;
          const more = graph.pairs.filter((pair) => pair.similarity > lower);
          expect(more.length).toBeGreaterThan(budget);
        }
      }
    },
  );

  it("report every pair as done", () => {
    const { block, nodes, pairs } = randomGraph("transductive", [70, 20, 60, 0], 8);
    const reports = [...rankPairs(block, nodes, 100)];
    expect(reports.length).toBe(3);
    expect(reports[2]).toBe(pairs.length);
    reports.forEach((done, i) => {
      expect(done).toBeGreaterThan(i === 0 ? 0 : reports[i - 1]!);
    });
  });

  it("keep no pair of a bin that alone exceeds the budget, and count it", () => {
    const { block, nodes } = randomGraph("transductive", [9, 0, 0, 0], 9);
    const zeros = { ...block, products: () => ({ values: new Float32Array(81), stride: 9 }) };
    const ranked = atOnce(rankPairs(zeros, nodes, 35));
    expect(ranked.similarity.length).toBe(0);
    expect(ranked.cutoff).toBe(0);
    expect(ranked.distribution.largest).toBe(0);
  });

  it("hold cosines in [-1, 1], which rounding has left", () => {
    const nodes: RunNodes = {
      runSeed: 1,
      scope: "transductive",
      classCount: 1,
      example: Int32Array.of(0, 1, 2),
      part: new Uint8Array(3),
      label: new Int32Array(3),
    };
    const long = 1 + 2 ** -22;
    const values = Float32Array.of(0, long, -long, 0, 0, -long, 0, 0, 0);
    const stripes: PairStripes = { count: 3, stripe: () => ({ values, stride: 3 }) };
    const ranked = orderPairs(atOnce(collectPairs(stripes, nodes, 9)), nodes);
    expect([...ranked.similarity]).toEqual([1, -1, -1]);
    expect([...ranked.strongest]).toEqual([1, 1, -1]);
    const { smallest, largest, sameClass } = ranked.distribution;
    expect([smallest, largest, sameClass[0], sameClass[SIMILARITY_BINS - 1]]).toEqual([
      -1, 1, 2, 1,
    ]);
  });

  it("rank more nodes than 16 bits can name", () => {
    const count = 70_000;
    const nodes: RunNodes = {
      runSeed: 1,
      scope: "inductive",
      classCount: 1,
      example: Int32Array.from({ length: count }, (_, node) => node),
      part: Uint8Array.from({ length: count }, (_, node) => (node < 3 ? 0 : 2)),
      label: Int32Array.from({ length: count }, (_, node) => (node < 3 ? 0 : -1)),
    };
    const random = createRandom(10);
    const values = Float32Array.from({ length: 3 * count }, () => 2 * random.uniform() - 1);
    const stripes: PairStripes = { count, stripe: () => ({ values, stride: count }) };
    const ranked = orderPairs(atOnce(collectPairs(stripes, nodes, 1000)), nodes);
    expect(ranked.similarity.length).toBeGreaterThan(900);
    ranked.similarity.forEach((similarity, k) => {
      expect(similarity).toBe(values[ranked.source[k]! * count + ranked.target[k]!]);
      if (k > 0) expect(similarity).toBeLessThanOrEqual(ranked.similarity[k - 1]!);
    });
  });

  it("refuse an inductive graph without training nodes, and rows that are not those of the nodes", () => {
    const { block, nodes } = randomGraph("inductive", [0, 0, 0, 5], 2);
    expect(() => atOnce(rankPairs(block, nodes, 9))).toThrow(
      expect.objectContaining({ code: "graph/no-training-nodes" }),
    );
    const other = randomGraph("transductive", [4, 0, 0, 0], 2);
    expect(() => atOnce(rankPairs(block, other.nodes, 9))).toThrow(RangeError);
  });
});

describe("orderPairs", () => {
  it("sort equal pairs by source and target, in whatever order they were collected", () => {
    const { block, nodes } = randomGraph("transductive", [12, 6, 20, 4], 2);
    const ranked = atOnce(rankPairs(block, nodes, 1e6));
    const order = Array.from(ranked.source.keys());
    createRandom(1).shuffle(order);
    const shuffled = orderPairs(
      {
        ...ranked,
        source: Int32Array.from(order, (k) => ranked.source[k]!),
        target: Int32Array.from(order, (k) => ranked.target[k]!),
        similarity: Float32Array.from(order, (k) => ranked.similarity[k]!),
      },
      nodes,
    );
    expect(shuffled).toEqual(ranked);
  });
});

describe("rankTriangle", () => {
  it.each(GRAPHS)("gives what the features give: %s %j", (scope, parts, seed) => {
    const graph = randomGraph("transductive", parts, seed);
    const nodes = { ...graph.nodes, scope };
    const count = nodes.example.length;
    // Example e is node count - 1 - e.
    const values = new Float32Array((count * (count - 1)) / 2);
    for (const { source, target, similarity } of graph.pairs) {
      const [i, j] = [count - 1 - target, count - 1 - source];
      values[i * count - (i * (i + 1)) / 2 + (j - i - 1)] = similarity;
    }
    for (const budget of [1e6, 40]) {
      expect(rankTriangle({ count, values }, nodes, budget)).toEqual(
        atOnce(rankPairs(graph.block, nodes, budget)),
      );
    }
  });
});
