import { describe, expect, it } from "vitest";
import golden from "../../numeric/fixtures/golden.json";
import { createRandom } from "../../numeric/random.ts";
import {
  PART_CODES,
  type GraphStatistics,
  type PairSimilarities,
  type RunNodes,
} from "../artifacts.ts";
import { createGraphStatistics, joinedPairs } from "./graph-statistics.ts";
import { snapToEdge } from "./pair-distribution.ts";
import { pairPrefixes } from "./pair-prefixes.ts";
import { randomGraph, type RandomGraph } from "./random-graph.ts";
import { atOnce } from "../with-progress.ts";
import { rankPairs, rankTriangle } from "./ranked-pairs.ts";

const GRAPHS = [
  ["inductive", [12, 6, 20, 0], 3],
  ["transductive", [12, 6, 20, 4], 4],
  ["inductive", [1, 1, 5, 0], 5],
  ["transductive", [0, 0, 0, 9], 6],
  ["inductive", [6, 0, 0, 0], 7],
  ["transductive", [1, 0, 0, 0], 8],
] as const;

/** The definitions, pair by pair, for one threshold. */
function reference({ nodes, pairs }: RandomGraph, threshold: number): GraphStatistics {
  const n = nodes.part.length;
  const isTraining = (node: number) => nodes.part[node] === PART_CODES.train;
  const inductive = nodes.scope === "inductive";
  const neighbours = Array.from({ length: n }, () => 0);
  const classDegree = Array.from({ length: nodes.classCount }, () => 0);
  const component = Array.from({ length: n }, (_, node) => node);
  const joined = pairs.filter((pair) => pair.similarity > threshold);
  let [known, same] = [0, 0];
  for (const { source, target } of joined) {
    if (!inductive || isTraining(target)) neighbours[source]!++;
    neighbours[target]!++;
    const [from, to] = [component[source]!, component[target]!];
    component.forEach((name, node) => {
      if (name === from) component[node] = to;
    });
    const [a, b] = [nodes.label[source]!, nodes.label[target]!];
    if (a < 0 || b < 0) continue;
    known++;
    if (a === b) same++;
    classDegree[a]!++;
    classDegree[b]!++;
  }
  const counted = neighbours.filter((_, node) => !inductive || isTraining(node));
  const squares = classDegree.reduce((sum, degree) => sum + degree ** 2, 0) / (2 * known) ** 2;
  const homophily = known === 0 ? null : same / known;
  return {
    threshold,
    edges: joined.length,
    meanDegree: counted.reduce((sum, degree) => sum + degree, 0) / counted.length,
    isolated: 1 - neighbours.filter((degree) => degree > 0).length / n,
    homophily,
    adjustedHomophily:
      homophily === null || squares === 1 ? null : (homophily - squares) / (1 - squares),
    components: new Set(component).size,
    exact: true,
  };
}

function thresholdsOf({ pairs }: RandomGraph, seed: number): number[] {
  const random = createRandom(seed);
  const values = pairs.slice(0, 60).map((pair) => pair.similarity);
  return [-1.01, 1.01, ...values, ...Array.from({ length: 60 }, () => 2 * random.uniform() - 1)];
}

describe("createGraphStatistics", () => {
  it.each(GRAPHS)("equal the definitions at every threshold: %s %j", (scope, parts, seed) => {
    const graph = randomGraph(scope, parts, seed);
    const ranked = atOnce(rankPairs(graph.block, graph.nodes, 1e6));
    const statisticsAt = createGraphStatistics(ranked, pairPrefixes(ranked));
    for (const threshold of thresholdsOf(graph, seed)) {
      expect(statisticsAt(threshold)).toEqual(reference(graph, threshold));
    }
  });

  it.each(GRAPHS)(
    "are those of the nearest edge below the cut-off, components and class degrees left out: %s %j",
    (scope, parts, seed) => {
      const graph = randomGraph(scope, parts, seed);
      const smallest = Math.min(...graph.pairs.map((pair) => pair.similarity));
      for (const share of [0, 0.1, 0.4, 0.8]) {
        const ranked = atOnce(
          rankPairs(graph.block, graph.nodes, Math.floor(share * graph.pairs.length)),
        );
        const statisticsAt = createGraphStatistics(ranked, pairPrefixes(ranked));
        for (const threshold of thresholdsOf(graph, seed)) {
          const known = threshold >= ranked.cutoff || threshold < smallest;
          const edge = snapToEdge(threshold);
          expect(statisticsAt(threshold)).toEqual(
            known
              ? reference(graph, threshold)
              : {
                  ...reference(graph, edge),
                  adjustedHomophily: null,
                  components: null,
                  exact: false,
                },
          );
        }
      }
    },
  );

  it("give the golden edges of every threshold", () => {
    const { S, edges_by_tau } = golden.fused_similarity;
    const values = Float32Array.of(
      S[0]![1]!,
      S[0]![2]!,
      S[0]![3]!,
      S[1]![2]!,
      S[1]![3]!,
      S[2]![3]!,
    );
    const ranked = rankTriangle({ count: 4, values }, nodesOfTraining([0, 0, 0, 0]), 6);
    const statisticsAt = createGraphStatistics(ranked, pairPrefixes(ranked));
    for (const [threshold, edges] of Object.entries(edges_by_tau)) {
      const { edges: count } = statisticsAt(Number(threshold));
      const prefix = Array.from({ length: count }, (_, k) => [
        ranked.source[k]!,
        ranked.target[k]!,
      ]);
      expect(prefix.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)).toEqual(edges);
    }
  });

  it("match the golden homophily", () => {
    const { edges_undirected, y, edge_homophily, class_degree, adjusted_homophily } =
      golden.homophily;
    const similarities: PairSimilarities = { count: 5, values: new Float32Array(10).fill(-1) };
    for (const edge of edges_undirected) {
      const [i, j] = [Math.min(...edge), Math.max(...edge)];
      similarities.values[i * 5 - (i * (i + 1)) / 2 + (j - i - 1)] = 1;
    }
    const ranked = rankTriangle(similarities, nodesOfTraining(y), 10);
    const statistics = createGraphStatistics(ranked, pairPrefixes(ranked))(0);
    expect(statistics.edges).toBe(4);
    expect(statistics.homophily).toBeCloseTo(edge_homophily, 9);
    expect(statistics.adjustedHomophily).toBeCloseTo(adjusted_homophily, 9);
    // a = (h - e) / (1 - e) with e = Σ D_k² / (2E)² gives e = (h - a) / (1 - a): the squared degrees 7² + 1² of the classes.
    const [h, a] = [statistics.homophily!, statistics.adjustedHomophily!];
    const squaredDegrees = class_degree.reduce((sum, degree) => sum + degree ** 2, 0);
    expect(((h - a) / (1 - a)) * (2 * 4) ** 2).toBeCloseTo(squaredDegrees, 9);
  });

  it("never gain an edge as the threshold rises, across the cut-off too (I7)", () => {
    const { block, nodes } = randomGraph("inductive", [12, 6, 20, 0], 8);
    const ranked = atOnce(rankPairs(block, nodes, 150));
    const statisticsAt = createGraphStatistics(ranked, pairPrefixes(ranked));
    let previous = Infinity;
    for (let threshold = -1.01; threshold <= 1.01; threshold += 0.01) {
      const { edges } = statisticsAt(threshold);
      expect(edges).toBeLessThanOrEqual(previous);
      previous = edges;
    }
    expect(previous).toBe(0);
  });
});

describe("joinedPairs", () => {
  it.each(GRAPHS)("count the labelled pairs above every threshold: %s %j", (scope, parts, seed) => {
    const graph = randomGraph(scope, parts, seed);
    const { nodes, pairs } = graph;
    const smallest = Math.min(...pairs.map((pair) => pair.similarity));
    for (const budget of [1e6, pairs.length >> 1, 0]) {
      const ranked = atOnce(rankPairs(graph.block, nodes, budget));
      const prefixes = pairPrefixes(ranked);
      for (const threshold of thresholdsOf(graph, seed)) {
        const known = threshold >= ranked.cutoff || threshold < smallest;
        const reached = known ? threshold : snapToEdge(threshold);
        const labels = pairs
          .filter((pair) => pair.similarity > reached)
          .map(({ source, target }) => [nodes.label[source]!, nodes.label[target]!] as const)
          .filter(([a, b]) => a >= 0 && b >= 0);
        const sameClass = labels.filter(([a, b]) => a === b).length;
        const crossClass = labels.length - sameClass;
        expect(joinedPairs(ranked, prefixes, threshold)).toEqual({ sameClass, crossClass });
      }
    }
  });
});

describe("pairPrefixes", () => {
  it("hold the merges of the maximum spanning forest and each node's strongest similarity, falling", () => {
    const { block, nodes } = randomGraph("transductive", [12, 6, 20, 4], 4);
    const ranked = atOnce(rankPairs(block, nodes, 1e6));
    const { merges, strongest } = pairPrefixes(ranked);
    expect(merges.length).toBe(41);
    for (const falling of [merges, strongest]) {
      falling.forEach((value, i) => {
        if (i > 0) expect(value).toBeLessThanOrEqual(falling[i - 1]!);
      });
    }
    expect(merges[0]).toBe(ranked.similarity[0]);
  });
});

/** All nodes train, with the labels given. */
function nodesOfTraining(label: readonly number[]): RunNodes {
  return {
    runSeed: 1,
    scope: "transductive",
    classCount: Math.max(...label) + 1,
    example: Int32Array.from(label.keys()),
    part: new Uint8Array(label.length),
    label: Int32Array.from(label),
  };
}
