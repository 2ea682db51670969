import { expect, test } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import type { CsrMatrix, GraphScope, RankedPairs, RunNodes } from "../artifacts.ts";
import { edgeAdjacency } from "../graph/normalized-adjacency.ts";
import { randomGraph } from "../graph/random-graph.ts";
import { rankPairs, rankTriangle } from "../graph/ranked-pairs.ts";
import { atOnce } from "../with-progress.ts";
import {
  randomGraphAdjacency,
  shuffledGraphAdjacency,
  swapEdges,
  type EdgeList,
} from "./random-graphs.ts";

const THRESHOLD = 0.2;

function rankedGraph(scope: GraphScope): RankedPairs {
  const { nodes, block } = randomGraph(scope, [14, 5, 6, 0], 5);
  const ranked = atOnce(rankPairs(block, nodes, 1e6));
  block.dispose();
  return ranked;
}

const rowsOf = ({ rows, rowStart, columnIndex }: CsrMatrix): number[][] =>
  Array.from({ length: rows }, (_, row) => [
    ...columnIndex.subarray(rowStart[row], rowStart[row + 1]),
  ]);
const degrees = (adjacency: CsrMatrix): number[] => rowsOf(adjacency).map((row) => row.length);

const plain = (ranked: RankedPairs): CsrMatrix =>
  edgeAdjacency(
    ranked.nodes,
    ranked,
    ranked.similarity.filter((similarity) => similarity > THRESHOLD).length,
  );

test("double-edge swaps keep every degree, join no pair twice or to itself, and mix", () => {
  const random = createRandom(2);
  const pairs = Array.from({ length: 20 }, (_, a) =>
    Array.from({ length: a }, (_, b) => [a, b] as const),
  )
    .flat()
    .filter(() => random.uniform() < 0.3);
  const edges = {
    source: Int32Array.from(pairs, ([a]) => a),
    target: Int32Array.from(pairs, ([, b]) => b),
  };
  const swapped = swapEdges(edges, 20, createRandom(3));
  const degreeOf = ({ source, target }: EdgeList, node: number): number =>
    [...source, ...target].filter((end) => end === node).length;
  for (let node = 0; node < 20; node++) {
    expect(degreeOf(swapped, node)).toBe(degreeOf(edges, node));
  }
  const names = ({ source, target }: EdgeList): string[] =>
    Array.from(source, (a, e) => `${Math.min(a, target[e]!)}-${Math.max(a, target[e]!)}`);
  expect(new Set(names(swapped)).size).toBe(pairs.length);
  expect(swapped.source.every((a, e) => a !== swapped.target[e])).toBe(true);
  const kept = names(swapped).filter((name) => names(edges).includes(name)).length;
  // A random graph of this density shares about 0.3 of its edges.
  expect(kept / pairs.length).toBeLessThan(0.6);
});

test("swaps reach every graph of the degrees equally often", () => {
  // The three ways to pair four nodes.
  const counts = new Map<string, number>();
  const random = createRandom(4);
  for (let draw = 0; draw < 3000; draw++) {
    const { source, target } = swapEdges(
      { source: Int32Array.of(0, 2), target: Int32Array.of(1, 3) },
      4,
      random,
    );
    const partner = [...source, ...target][([...source, ...target].indexOf(0) + 2) % 4]!;
    counts.set(`${partner}`, (counts.get(`${partner}`) ?? 0) + 1);
  }
  expect(counts.size).toBe(3);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("a complete graph has no swap left and stays", () => {
  const edges = { source: Int32Array.of(0, 0, 1), target: Int32Array.of(1, 2, 2) };
  expect(swapEdges(edges, 3, createRandom(1))).toEqual(edges);
});

test.each<GraphScope>(["inductive", "transductive"])(
  "%s: random and shuffled graphs keep the degrees of the graph at the threshold",
  (scope) => {
    const ranked = rankedGraph(scope);
    const senders = scope === "inductive" ? 14 : 25;
    const own = plain(ranked);
    const random = randomGraphAdjacency(ranked, THRESHOLD, 1);
    const shuffled = shuffledGraphAdjacency(ranked, THRESHOLD, 1);
    expect(degrees(random)).toEqual(degrees(own));
    expect(rowsOf(random)).not.toEqual(rowsOf(own));
    const sorted = (adjacency: CsrMatrix): number[] =>
      degrees(adjacency)
        .slice(0, senders)
        .sort((a, b) => a - b);
    expect(sorted(shuffled)).toEqual(sorted(own));
    expect(degrees(shuffled).slice(senders)).toEqual(degrees(own).slice(senders));
    for (const adjacency of [random, shuffled]) {
      const rows = rowsOf(adjacency);
      for (const row of rows) {
        expect(new Set(row).size).toBe(row.length);
        expect(row.every((sender) => sender < senders)).toBe(true);
      }
      // Among senders an edge stands in both rows.
      rows.slice(0, senders).forEach((row, node) => {
        for (const other of row) expect(rows[other]).toContain(node);
      });
    }
  },
);

test("draws differ, and the same draw is the same graph", () => {
  const ranked = rankedGraph("inductive");
  for (const adjacency of [randomGraphAdjacency, shuffledGraphAdjacency]) {
    expect(adjacency(ranked, THRESHOLD, 1)).toEqual(adjacency(ranked, THRESHOLD, 1));
    expect(adjacency(ranked, THRESHOLD, 1)).not.toEqual(adjacency(ranked, THRESHOLD, 2));
  }
});

test("a shuffled graph is the graph with its nodes renamed: some permutation maps one onto the other", () => {
  // A triangle with a tail of two nodes, which no other renaming than those of the triangle's ends keeps.
  const edges = new Set(["0-1", "0-2", "1-2", "2-3", "3-4"]);
  const values: number[] = [];
  for (let a = 0; a < 5; a++) {
    for (let b = a + 1; b < 5; b++) values.push(edges.has(`${a}-${b}`) ? 0.9 : 0.1);
  }
  const nodes: RunNodes = {
    runSeed: 8,
    scope: "transductive",
    classCount: 1,
    example: Int32Array.of(0, 1, 2, 3, 4),
    part: new Uint8Array(5),
    label: new Int32Array(5),
  };
  const ranked = rankTriangle({ count: 5, values: Float32Array.from(values) }, nodes, 100);
  const seen = new Set<string>();
  for (let draw = 1; draw <= 5; draw++) {
    const rows = rowsOf(shuffledGraphAdjacency(ranked, 0.5, draw));
    const matching = permutations([0, 1, 2, 3, 4]).filter((place) =>
      [...edges].every((name) => {
        const [a, b] = name.split("-").map(Number);
        return rows[place[a!]!]!.includes(place[b!]!);
      }),
    );
    expect(matching.length).toBe(2);
    expect(rows.flat().length).toBe(10);
    seen.add(JSON.stringify(rows));
  }
  expect(seen.size).toBeGreaterThan(2);
});

function permutations(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value) =>
    permutations(values.filter((other) => other !== value)).map((rest) => [value, ...rest]),
  );
}
