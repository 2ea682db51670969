/** The pairs that a threshold may join, most similar first, so that the edges above any threshold are a prefix. */

import type { ProductStripe, RowBlock } from "../../numeric/matrix-kernels.ts";
import { sortDescending } from "../../numeric/radix-sort.ts";
import type { PairSimilarities, RankedPairs, RunNodes } from "../artifacts.ts";
import { createPairSweep, pairsOfRows, sweepStripe, sweptPairs } from "./pair-sweep.ts";

/** Cosines of `count` nodes by stripes of rows, as `RowBlock.products` gives them. */
export interface PairStripes {
  readonly count: number;
  /** Rows [first, first + rows), columns from `from` on: (i, j) at (i - first) * stride + (j - from). */
  readonly stripe: (first: number, rows: number, from: number) => ProductStripe;
}

/** Ranked pairs before they are sorted, in any order. */
export type CollectedPairs = Omit<RankedPairs, "nodes">;

/** Rows of a stripe, which holds n times as many floats. */
const STRIPE_ROWS = 64;

const HALF_WORD = 16;
const LOW_HALF = 0xffff;

/**
 * Counts the pairs of a run's graph by similarity and keeps the strongest of them, at most `pairBudget`: all above the cut-off (see `budgetCutoff`).
 * Transductive: every pair of nodes. Inductive: every pair with a training end, which is the source, since training nodes come first; only their
 * rows are asked for. Cosines are held in [-1, 1], which rounding can leave by 1e-7. Memory: about twice the budget, and a stripe.
 *
 * @returns a generator that yields the number of pairs done after each stripe and returns the pairs by source, then target. O(pairs): 0.1 s for
 * ten million, the cosines not counted.
 * @throws StudioError graph/no-training-nodes in inductive scope without a training node; RangeError if there is not one row a node
 */
export function* collectPairs(
  stripes: PairStripes,
  nodes: RunNodes,
  pairBudget: number,
): Generator<number, CollectedPairs> {
  const { count, stripe } = stripes;
  if (count !== nodes.part.length) {
    throw new RangeError(`${count} rows of ${nodes.part.length} nodes`);
  }
  const sweep = createPairSweep(nodes, pairBudget);
  for (let first = 0; first < sweep.sources; first += STRIPE_ROWS) {
    const rows = Math.min(STRIPE_ROWS, sweep.sources - first);
    sweepStripe(sweep, first, rows, stripe(first, rows, first));
    yield pairsOfRows(first + rows, count);
  }
  return sweptPairs(sweep);
}

/** Sorts collected pairs by falling similarity; equal ones by source, then target. O(E): about 35 ms for a million. */
export function orderPairs(collected: CollectedPairs, nodes: RunNodes): RankedPairs {
  const { cutoff, distribution, strongest } = collected;
  const similarity = collected.similarity.slice();
  // Two node indices in one word travel with the values; of more nodes than that a pair's place does, and the pair is fetched in the end.
  const inOneWord = nodes.part.length <= 2 ** HALF_WORD;
  const order = inOneWord ? pairWords(collected) : places(similarity.length);
  sortDescending(similarity, order);
  orderTies(similarity, order, inOneWord ? rising : bySourceAndTarget(collected));
  const source = new Int32Array(order.length);
  const target = new Int32Array(order.length);
  for (let rank = 0; rank < order.length; rank++) {
    const entry = order[rank]!;
    source[rank] = inOneWord ? entry >>> HALF_WORD : collected.source[entry]!;
    target[rank] = inOneWord ? entry & LOW_HALF : collected.target[entry]!;
  }
  return { nodes, source, target, similarity, cutoff, distribution, strongest };
}

/**
 * The pairs of a run's graph by falling similarity, the strongest `pairBudget` of them (see `collectPairs`).
 *
 * @param block the features of the nodes, in node order
 * @returns a generator that yields the number of pairs done
 */
export function* rankPairs(
  block: RowBlock,
  nodes: RunNodes,
  pairBudget: number,
): Generator<number, RankedPairs> {
  const stripes: PairStripes = { count: block.rows, stripe: block.products };
  return orderPairs(yield* collectPairs(stripes, nodes, pairBudget), nodes);
}

/** The same from cosines that are known for all pairs of examples. */
export function rankTriangle(
  similarities: PairSimilarities,
  nodes: RunNodes,
  pairBudget: number,
): RankedPairs {
  const { example } = nodes;
  const count = example.length;
  const stripe: PairStripes["stripe"] = (first, rows, from) => {
    const stride = count - from;
    const values = new Float32Array(rows * stride);
    for (let i = 0; i < rows; i++) {
      for (let j = Math.max(from, first + i + 1); j < count; j++) {
        values[i * stride + j - from] = similarityOf(
          similarities,
          example[first + i]!,
          example[j]!,
        );
      }
    }
    return { values, stride };
  };
  const collecting = collectPairs({ count, stripe }, nodes, pairBudget);
  for (;;) {
    const step = collecting.next();
    if (step.done === true) return orderPairs(step.value, nodes);
  }
}

/** The cosine of two different examples, in either order. */
function similarityOf({ count, values }: PairSimilarities, a: number, b: number): number {
  const [i, j] = a < b ? [a, b] : [b, a];
  return values[i * count - (i * (i + 1)) / 2 + (j - i - 1)]!;
}

function pairWords({ source, target }: CollectedPairs): Uint32Array {
  const words = new Uint32Array(source.length);
  for (let pair = 0; pair < words.length; pair++) {
    words[pair] = (source[pair]! << HALF_WORD) | target[pair]!;
  }
  return words;
}

function places(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let place = 0; place < count; place++) order[place] = place;
  return order;
}

type Compare = (a: number, b: number) => number;

const rising: Compare = (a, b) => a - b;

function bySourceAndTarget({ source, target }: CollectedPairs): Compare {
  return (a, b) => source[a]! - source[b]! || target[a]! - target[b]!;
}

/** Puts equal pairs in order where they were not collected in order (a GPU appends as it comes); the sort has kept any order among them. */
function orderTies(similarity: Float32Array, order: Uint32Array, compare: Compare): void {
  let start = 0;
  let sorted = true;
  for (let rank = 1; rank <= order.length; rank++) {
    if (rank < order.length && similarity[rank] === similarity[start]) {
      sorted &&= compare(order[rank - 1]!, order[rank]!) < 0;
      continue;
    }
    if (!sorted) order.subarray(start, rank).sort(compare);
    start = rank;
    sorted = true;
  }
}
