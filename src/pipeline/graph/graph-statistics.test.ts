import { describe, expect, it } from "vitest";
import golden from "../../numeric/fixtures/golden.json";
import { createRandom } from "../../numeric/random.ts";
import {
  PART_CODES,
  type GraphScope,
  type GraphStatistics,
  type PairSimilarities,
  type RunNodes,
} from "../artifacts.ts";
import { createGraphStatistics } from "./graph-statistics.ts";
import { condensedIndex, similarityOf } from "./pair-similarities.ts";
import { rankPairs } from "./ranked-pairs.ts";
import { similarityHistogram } from "./similarity-histogram.ts";

const CLASSES = 4;

/** Rounded to steps of 0.02, so that many pairs tie. */
function randomProblem(
  scope: GraphScope,
  parts: readonly [number, number, number, number],
  seed: number,
): { similarities: PairSimilarities; nodes: RunNodes } {
  const random = createRandom(seed);
  const count = parts.reduce((sum, size) => sum + size, 0);
  // More examples than nodes, and nodes in another order than examples.
  const examples = count + 5;
  const order = Array.from({ length: examples }, (_, i) => i);
  random.shuffle(order);
  const part = Uint8Array.from(parts.flatMap((size, code) => Array<number>(size).fill(code)));
  const values = Float32Array.from(
    { length: (examples * (examples - 1)) / 2 },
    () => Math.round(50 * Math.tanh(random.normal() / 2)) / 50,
  );
  return {
    similarities: { count: examples, values },
    nodes: {
      runSeed: 1,
      scope,
      classCount: CLASSES,
      example: Int32Array.from(order.slice(0, count)),
      part,
      label: Int32Array.from(part, (code) =>
        code === PART_CODES.train || code === PART_CODES.validation ? random.integer(CLASSES) : -1,
      ),
    },
  };
}

/** The definitions, pair by pair, for one threshold. */
function reference(
  similarities: PairSimilarities,
  nodes: RunNodes,
  threshold: number,
): GraphStatistics {
  const n = nodes.part.length;
  const isTraining = (i: number) => nodes.part[i] === PART_CODES.train;
  const neighbours = Array.from({ length: n }, () => 0);
  let edges = 0;
  let known = 0;
  let same = 0;
  const classDegree = Array.from({ length: CLASSES }, () => 0);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      if (!(similarityOf(similarities, nodes.example[i]!, nodes.example[j]!) > threshold)) continue;
      if (nodes.scope === "inductive" && !isTraining(i) && !isTraining(j)) continue;
      edges++;
      if (nodes.scope === "transductive" || isTraining(j)) neighbours[i]!++;
      if (nodes.scope === "transductive" || isTraining(i)) neighbours[j]!++;
      const [a, b] = [nodes.label[i]!, nodes.label[j]!];
      if (a < 0 || b < 0) continue;
      known++;
      if (a === b) same++;
      classDegree[a]!++;
      classDegree[b]!++;
    }
  }
  const counted = neighbours.filter((_, i) => nodes.scope === "transductive" || isTraining(i));
  const squares = classDegree.reduce((sum, degree) => sum + degree ** 2, 0) / (2 * known) ** 2;
  const homophily = known === 0 ? null : same / known;
  return {
    threshold,
    edges,
    meanDegree: counted.reduce((sum, degree) => sum + degree, 0) / counted.length,
    isolated: 1 - neighbours.filter((degree) => degree > 0).length / n,
    homophily,
    adjustedHomophily:
      homophily === null || squares === 1 ? null : (homophily - squares) / (1 - squares),
  };
}

describe("rankPairs", () => {
  it.each(["inductive", "transductive"] as const)(
    "hold every pair of the %s graph once",
    (scope) => {
      const { similarities, nodes } = randomProblem(scope, [9, 4, 11, 3], 1);
      const ranked = rankPairs(similarities, nodes);
      const sources = scope === "inductive" ? 9 : 27;
      const expected = [];
      for (let i = 0; i < sources; i++) {
        for (let j = i + 1; j < 27; j++) {
          const value = similarityOf(similarities, nodes.example[i]!, nodes.example[j]!);
          expected.push([i, j, value] as const);
        }
      }
      // Array.prototype.sort is stable, so ties keep the order of source and target.
      expected.sort((a, b) => b[2] - a[2]);
      expect([...ranked.source]).toEqual(expected.map((pair) => pair[0]));
      expect([...ranked.target]).toEqual(expected.map((pair) => pair[1]));
      expect([...ranked.similarity]).toEqual(expected.map((pair) => pair[2] + 0));
    },
  );

  it("give the golden edges of every threshold", () => {
    const { S, edges_by_tau } = golden.fused_similarity;
    const values = new Float32Array(6);
    for (let i = 0; i < 4; i++) {
      for (let j = i + 1; j < 4; j++) values[condensedIndex(i, j, 4)] = S[i]![j]!;
    }
    const ranked = rankPairs(
      { count: 4, values },
      {
        runSeed: 1,
        scope: "transductive",
        classCount: 1,
        example: Int32Array.of(0, 1, 2, 3),
        part: new Uint8Array(4),
        label: new Int32Array(4),
      },
    );
    const statisticsAt = createGraphStatistics(ranked);
    for (const [threshold, edges] of Object.entries(edges_by_tau)) {
      const { edges: count } = statisticsAt(Number(threshold));
      const prefix = Array.from({ length: count }, (_, k) => [
        ranked.source[k]!,
        ranked.target[k]!,
      ]);
      expect(prefix.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)).toEqual(edges);
    }
  });

  it("refuse an inductive graph without training nodes", () => {
    const { similarities, nodes } = randomProblem("inductive", [0, 0, 0, 5], 2);
    expect(() => rankPairs(similarities, nodes)).toThrow(
      expect.objectContaining({ code: "graph/no-training-nodes" }),
    );
  });
});

describe("createGraphStatistics", () => {
  it.each([
    ["inductive", [12, 6, 20, 0], 3],
    ["transductive", [12, 6, 20, 4], 4],
    ["inductive", [1, 1, 5, 0], 5],
    ["transductive", [0, 0, 0, 9], 6],
    ["inductive", [6, 0, 0, 0], 7],
  ] as const)("equal the definitions at every threshold: %s %j", (scope, parts, seed) => {
    const { similarities, nodes } = randomProblem(scope, parts, seed);
    const statisticsAt = createGraphStatistics(rankPairs(similarities, nodes));
    const random = createRandom(seed);
    const thresholds = [-1.01, 1.01, ...similarities.values.subarray(0, 60)];
    for (let k = 0; k < 60; k++) thresholds.push(2 * random.uniform() - 1);
    for (const threshold of thresholds) {
      expect(statisticsAt(threshold)).toEqual(reference(similarities, nodes, threshold));
    }
  });

  it("match the golden homophily", () => {
    const { edges_undirected, y, edge_homophily, class_degree, adjusted_homophily } =
      golden.homophily;
    const values = new Float32Array(10).fill(-1);
    for (const [i, j] of edges_undirected) {
      values[condensedIndex(Math.min(i!, j!), Math.max(i!, j!), 5)] = 1;
    }
    const statistics = createGraphStatistics(
      rankPairs(
        { count: 5, values },
        {
          runSeed: 1,
          scope: "transductive",
          classCount: 2,
          example: Int32Array.of(0, 1, 2, 3, 4),
          part: new Uint8Array(5),
          label: Int32Array.from(y),
        },
      ),
    )(0);
    expect(statistics.edges).toBe(4);
    expect(statistics.homophily).toBeCloseTo(edge_homophily, 9);
    expect(statistics.adjustedHomophily).toBeCloseTo(adjusted_homophily, 9);
    // a = (h - e) / (1 - e) with e = Σ D_k² / (2E)² gives e = (h - a) / (1 - a): the squared degrees 7² + 1² of the classes.
    const [h, a] = [statistics.homophily!, statistics.adjustedHomophily!];
    const squaredDegrees = class_degree.reduce((sum, degree) => sum + degree ** 2, 0);
    expect(((h - a) / (1 - a)) * (2 * 4) ** 2).toBeCloseTo(squaredDegrees, 9);
  });

  it("never gain an edge as the threshold rises (I7)", () => {
    const { similarities, nodes } = randomProblem("inductive", [12, 6, 20, 0], 8);
    const statisticsAt = createGraphStatistics(rankPairs(similarities, nodes));
    let previous = Infinity;
    for (let threshold = -1.01; threshold <= 1.01; threshold += 0.01) {
      const { edges } = statisticsAt(threshold);
      expect(edges).toBeLessThanOrEqual(previous);
      previous = edges;
    }
    expect(previous).toBe(0);
  });
});

describe("similarityHistogram", () => {
  it("count each pair in its bin by what the known labels say", () => {
    const { similarities, nodes } = randomProblem("inductive", [12, 6, 20, 0], 9);
    const ranked = rankPairs(similarities, nodes);
    const histogram = similarityHistogram(ranked, 7);
    const low = Math.min(...ranked.similarity);
    const high = Math.max(...ranked.similarity);
    expect(histogram.edges[0]).toBe(low);
    expect(histogram.edges[7]).toBe(high);
    const expected = {
      sameClass: Array(7).fill(0),
      crossClass: Array(7).fill(0),
      unlabelled: Array(7).fill(0),
    };
    ranked.similarity.forEach((value, k) => {
      const bin = Math.min(6, Math.floor(((value - low) * 7) / (high - low)));
      const [a, b] = [nodes.label[ranked.source[k]!]!, nodes.label[ranked.target[k]!]!];
      expected[a < 0 || b < 0 ? "unlabelled" : a === b ? "sameClass" : "crossClass"][bin]++;
    });
    expect([...histogram.sameClass]).toEqual(expected.sameClass);
    expect([...histogram.crossClass]).toEqual(expected.crossClass);
    expect([...histogram.unlabelled]).toEqual(expected.unlabelled);
  });

  it("put equal similarities into one bin and nothing into the bins of an empty graph", () => {
    const { nodes } = randomProblem("transductive", [3, 0, 0, 0], 1);
    const equal = rankPairs({ count: 8, values: new Float32Array(28).fill(0.5) }, nodes);
    const histogram = similarityHistogram(equal, 3);
    const total = (bin: number) =>
      histogram.sameClass[bin]! + histogram.crossClass[bin]! + histogram.unlabelled[bin]!;
    expect([total(0), total(1), total(2)]).toEqual([3, 0, 0]);
    expect(() => similarityHistogram(equal, 0)).toThrow(RangeError);
  });
});
