import { describe, expect, it } from "vitest";
import type { RowBlock } from "../../numeric/matrix-kernels.ts";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import { PART_CODES, type RankedPairs } from "../artifacts.ts";
import { atOnce } from "../with-progress.ts";
import { createAggregator, type AggregatedRows } from "./aggregated-features.ts";
import { randomGraph, type RandomGraph } from "./random-graph.ts";
import { rankPairs } from "./ranked-pairs.ts";

const GRAPHS = [
  ["inductive", [12, 6, 20, 0], 3],
  ["transductive", [12, 6, 20, 4], 4],
  ["inductive", [90, 10, 60, 0], 5],
  ["transductive", [90, 10, 60, 0], 6],
  ["inductive", [1, 1, 5, 0], 7],
] as const;

/** Â by its definition, dense, in float64. */
function denseAdjacency({ nodes, pairs }: RandomGraph, threshold: number): number[][] {
  const n = nodes.part.length;
  const joined = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_u, j) => i === j));
  for (const { source, target, similarity } of pairs) {
    if (!(similarity > threshold)) continue;
    joined[target]![source] = true;
    if (nodes.scope === "transductive" || nodes.part[target] === PART_CODES.train) {
      joined[source]![target] = true;
    }
  }
  const degree = joined.map((row) => row.filter((present) => present).length);
  return joined.map((row, i) =>
    row.map((present, j) => (present ? 1 / Math.sqrt(degree[i]! * degree[j]!) : 0)),
  );
}

function expectRows(
  graph: RandomGraph,
  rows: Int32Array,
  threshold: number,
  { values, ones }: { readonly values: Float32Array; readonly ones: Float32Array },
): void {
  const { features, width } = graph;
  const adjacency = denseAdjacency(graph, threshold);
  expect(values.length).toBe(rows.length * width);
  let worst = 0;
  rows.forEach((row, r) => {
    const weights = adjacency[row]!;
    const sum = weights.reduce((total, weight) => total + weight, 0);
    worst = Math.max(worst, Math.abs(ones[r]! - sum));
    for (let k = 0; k < width; k++) {
      const value = weights.reduce((total, w, j) => total + w * features[j * width + k]!, 0);
      worst = Math.max(worst, Math.abs(values[r * width + k]! - value));
    }
  });
  expect(worst).toBeLessThan(1e-5);
}

/** Which products a threshold asked for. */
function watched(block: RowBlock): { readonly block: RowBlock; readonly calls: Set<string> } {
  const calls = new Set<string>();
  return {
    calls,
    block: {
      ...block,
      products: (...of) => (calls.add("products"), block.products(...of)),
      csrProduct: (...of) => (calls.add("csrProduct"), block.csrProduct(...of)),
      leftProduct: (...of) => (calls.add("leftProduct"), block.leftProduct(...of)),
    },
  };
}

/** Without the steps between. */
function aggregator(
  block: RowBlock,
  ranked: RankedPairs,
): (threshold: number, rows: Int32Array) => AggregatedRows {
  const aggregate = createAggregator(block, ranked);
  return (threshold, rows) => atOnce(aggregate(threshold, rows));
}

describe("createAggregator", () => {
  it.each(GRAPHS)(
    "gives the rows of Â Z and Â 1 at every threshold: %s %j",
    (scope, parts, seed) => {
      const graph = randomGraph(scope, parts, seed);
      const n = graph.nodes.part.length;
      const random = createRandom(seed);
      const all = Int32Array.from({ length: n }, (_, node) => node);
      const shuffled = all.slice();
      random.shuffle(shuffled);
      for (const share of [0, 0.2, 0.6, 1]) {
        const budget = Math.floor(share * graph.pairs.length);
        const ranked = atOnce(rankPairs(graph.block, graph.nodes, budget));
        const aggregate = aggregator(graph.block, ranked);
        for (const threshold of [-1.01, -0.5, -0.1, 0, 0.1, 0.3, 0.5, 0.8, 1.01, ranked.cutoff]) {
          for (const rows of [all, shuffled.subarray(0, 5), new Int32Array()]) {
            expectRows(graph, rows, threshold, aggregate(threshold, rows));
          }
        }
      }
    },
  );

  it("takes the sparse product, the dense one, stripes or the closed form", () => {
    const graph = randomGraph("transductive", [40, 10, 30, 0], 8);
    const rows = Int32Array.of(3, 4, 50);
    const ways = (budget: number, threshold: number): string[] => {
      const ranked = atOnce(rankPairs(graph.block, graph.nodes, budget));
      const { block, calls } = watched(graph.block);
      aggregator(block, ranked)(threshold, rows);
      return [...calls].sort();
    };
    const all = graph.pairs.length;
    expect(ways(all, 0.9)).toEqual(["csrProduct"]);
    expect(ways(all, -0.9)).toEqual(["leftProduct"]);
    expect(ways(100, -0.9)).toEqual(["leftProduct", "products"]);
    expect(ways(100, 0.6)).toEqual(["csrProduct", "products"]);
    expect(ways(100, -1.01)).toEqual(["csrProduct", "leftProduct"]);
  });

  it("counts the degrees of a threshold once for all row sets", () => {
    const graph = randomGraph("transductive", [40, 10, 30, 0], 8);
    const ranked = atOnce(rankPairs(graph.block, graph.nodes, 50));
    let products = 0;
    const aggregate = aggregator(
      { ...graph.block, products: (...of) => (products++, graph.block.products(...of)) },
      ranked,
    );
    aggregate(-0.2, Int32Array.of(1));
    expect(products).toBe(2 + 1);
    aggregate(-0.2, Int32Array.of(2));
    expect(products).toBe(2 + 1 + 1);
    aggregate(-0.3, Int32Array.of(2));
    expect(products).toBe(2 + 1 + 1 + 2 + 1);
  });

  it("gives a training row the same bits whatever the test nodes do to the cut-off, inductively (I3)", () => {
    const { nodes, features, width } = randomGraph("inductive", [30, 0, 40, 0], 4);
    const at = (count: number) => {
      const few = {
        ...nodes,
        example: nodes.example.slice(0, count),
        part: nodes.part.slice(0, count),
        label: nodes.label.slice(0, count),
      };
      const block = referenceKernels.load(features.slice(0, count * width), count, width);
      const ranked = atOnce(rankPairs(block, few, 200));
      return { cutoff: ranked.cutoff, aggregate: aggregator(block, ranked) };
    };
    const [alone, together] = [at(31), at(70)];
    expect(alone.cutoff).toBeLessThan(together.cutoff);
    for (let threshold = -0.95; threshold < 1; threshold += 0.00007) {
      if (threshold < alone.cutoff - 0.01 || threshold > together.cutoff + 0.01) continue;
      const rows = Int32Array.of(5, 17);
      const [a, b] = [alone.aggregate(threshold, rows), together.aggregate(threshold, rows)];
      expect(a.ones).toEqual(b.ones);
      expect(a.values).toEqual(b.values);
    }
  });

  it("gives a test node the same bits without the other test nodes, inductively (I3)", () => {
    const { nodes, features, width } = randomGraph("inductive", [30, 0, 40, 0], 9);
    const rowOf = (count: number, budget: number, threshold: number) => {
      const few = {
        ...nodes,
        example: nodes.example.slice(0, count),
        part: nodes.part.slice(0, count),
        label: nodes.label.slice(0, count),
      };
      const block = referenceKernels.load(features.slice(0, count * width), count, width);
      const ranked = atOnce(rankPairs(block, few, budget));
      return aggregator(block, ranked)(threshold, Int32Array.of(33));
    };
    for (const [budget, threshold] of [
      [1e6, 0.25],
      [1e6, -0.75],
      [0, 0.25],
      [0, -0.75],
      [0, -1.01],
    ] as const) {
      expect(rowOf(34, budget, threshold)).toEqual(rowOf(70, budget, threshold));
    }
  });
});
