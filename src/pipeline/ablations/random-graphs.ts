/** Graphs that keep the degrees and lose what the edges mean: rewired at random, or with the nodes' names permuted. */

import { childSeed, createRandom, type Random } from "../../numeric/random.ts";
import type { CsrMatrix, RankedPairs } from "../artifacts.ts";
import { edgesAbove } from "../graph/edge-weights.ts";
import { edgeAdjacency } from "../graph/normalized-adjacency.ts";
import { senderCount } from "../graph/run-nodes.ts";

export interface EdgeList {
  readonly source: Int32Array;
  readonly target: Int32Array;
}

/** Swaps tried for each edge. Ten mix a graph well (Milo et al. 2003, arXiv:cond-mat/0312028, try 100 to be sure). */
const SWAPS_PER_EDGE = 10;

/**
 * A random graph with the degrees of {(i, j): S_ij > τ}: double-edge swaps among the nodes that send. In inductive scope every other node then
 * receives from as many training nodes as before, drawn anew; its draw depends on itself alone.
 *
 * @param draw which of several random graphs; equal draws of equal edges are equal
 * @returns A without self-loops
 * @throws RangeError below the cut-off of the ranked pairs
 */
export function randomGraphAdjacency(
  ranked: RankedPairs,
  threshold: number,
  draw: number,
): CsrMatrix {
  return redrawn(ranked, threshold, draw, (edges, senders, random) =>
    swapEdges(edges, senders, random),
  );
}

/**
 * The graph {(i, j): S_ij > τ} with node ids permuted among the nodes that send, features staying where they are: A'_π(i)π(j) = A_ij.
 * In inductive scope every other node receives from as many training nodes as before, drawn anew; its draw depends on itself alone.
 *
 * @param draw which of several permutations
 * @returns A without self-loops
 * @throws RangeError below the cut-off of the ranked pairs
 */
export function shuffledGraphAdjacency(
  ranked: RankedPairs,
  threshold: number,
  draw: number,
): CsrMatrix {
  return redrawn(ranked, threshold, draw, ({ source, target }, senders, random) => {
    const place = Int32Array.from({ length: senders }, (_, node) => node);
    random.shuffle(place);
    return {
      source: source.map((node) => place[node]!),
      target: target.map((node) => place[node]!),
    };
  });
}

function redrawn(
  ranked: RankedPairs,
  threshold: number,
  draw: number,
  redraw: (edges: EdgeList, senders: number, random: Random) => EdgeList,
): CsrMatrix {
  const { nodes } = ranked;
  const count = edgesAbove(ranked, threshold);
  const senders = senderCount(nodes);
  const seed = childSeed(nodes.runSeed, "random graph", draw);
  const among: { source: number[]; target: number[] } = { source: [], target: [] };
  const received = new Int32Array(nodes.part.length);
  for (let edge = 0; edge < count; edge++) {
    const target = ranked.target[edge]!;
    if (target >= senders) received[target]!++;
    else {
      among.source.push(ranked.source[edge]!);
      among.target.push(target);
    }
  }
  const { source, target } = redraw(
    { source: Int32Array.from(among.source), target: Int32Array.from(among.target) },
    senders,
    createRandom(seed),
  );
  const all = { source: new Int32Array(count), target: new Int32Array(count) };
  all.source.set(source);
  all.target.set(target);
  let end = source.length;
  for (let node = senders; node < received.length; node++) {
    const degree = received[node]!;
    const random = createRandom(childSeed(seed, "attach", nodes.example[node]!));
    all.source.set(sample(senders, degree, random), end);
    all.target.fill(node, end, (end += degree));
  }
  return edgeAdjacency(nodes, all);
}

/**
 * Edges rewired with every degree kept: two edges (a, b), (c, d) become (a, d), (c, b) unless a pair would be joined twice or to itself. A regular
 * or complete graph may have no swap left and stays.
 *
 * @param nodeCount nodes are below it; a bit for each pair of them is kept meanwhile
 * @returns a new list. O(edges).
 */
export function swapEdges(
  edges: EdgeList,
  nodeCount: number,
  random: Pick<Random, "integer">,
): EdgeList {
  const source = edges.source.slice();
  const target = edges.target.slice();
  const joined = createPairSet(nodeCount);
  source.forEach((a, edge) => {
    joined.flip(a, target[edge]!);
  });
  for (let attempt = 0; attempt < SWAPS_PER_EDGE * source.length; attempt++) {
    const first = random.integer(source.length);
    const second = random.integer(source.length);
    // Either end may be the one that moves.
    const isTurned = random.integer(2) === 1;
    const a = source[first]!;
    const b = target[first]!;
    const c = isTurned ? target[second]! : source[second]!;
    const d = isTurned ? source[second]! : target[second]!;
    if (a === d || c === b || joined.has(a, d) || joined.has(c, b)) continue;
    joined.flip(a, b);
    joined.flip(c, d);
    joined.flip(a, d);
    joined.flip(c, b);
    target[first] = d;
    source[second] = c;
    target[second] = b;
  }
  return { source, target };
}

/** Unordered pairs of nodes, a bit each. */
function createPairSet(count: number) {
  const bits = new Uint8Array(Math.ceil(count ** 2 / 8));
  const place = (a: number, b: number): number => Math.min(a, b) * count + Math.max(a, b);
  return {
    has: (a: number, b: number): boolean => {
      const at = place(a, b);
      return (bits[Math.floor(at / 8)]! & (1 << (at % 8))) !== 0;
    },
    flip: (a: number, b: number): void => {
      const at = place(a, b);
      bits[Math.floor(at / 8)]! ^= 1 << (at % 8);
    },
  };
}

/** `size` different numbers below `count`, every such set equally likely. */
function sample(count: number, size: number, random: Random): Int32Array {
  const numbers = Int32Array.from({ length: count }, (_, number) => number);
  for (let i = 0; i < size; i++) {
    const other = i + random.integer(count - i);
    const chosen = numbers[other]!;
    numbers[other] = numbers[i]!;
    numbers[i] = chosen;
  }
  return numbers.subarray(0, size);
}
