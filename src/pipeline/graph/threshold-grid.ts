/** The thresholds of a sweep, the order in which they are filled, and the ends of the threshold axis. */

import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import {
  PART_CODES,
  type EmbeddingMatrix,
  type GraphScope,
  type Pools,
  type RankedPairs,
  type RunNodes,
} from "../artifacts.ts";
import { loadNodes } from "./load-nodes.ts";
import { binEdge, SIMILARITY_BINS, suffixSums } from "./pair-distribution.ts";
import { collectPairs, type CollectedPairs } from "./ranked-pairs.ts";
import { trainingCount } from "./run-nodes.ts";

/** Cosines lie in [-1, 1], so these two join every pair and none. */
const COMPLETE_GRAPH = -1.01;
const NO_EDGES = 1.01;

/**
 * One grid for all seeds: the complete graph (-1.01), no edges (1.01), and between them the quantiles 1 - q of pair similarities,
 * q falling geometrically from 1/2 to 1/(2 n). Transductive: pairs of all images that stand in a pool, n = nodes of a run's graph.
 * Inductive: pairs of the train pool, n = training nodes of a run. Each τ lies midway between two distinct similarities that follow each other,
 * so no pair ever ties with it; where a quantile falls into a run of equal similarities, the nearer end of the run is taken.
 * Of more pairs than the budget only the strongest are known one by one: a quantile among the others gives the edge of a bin that joins the
 * nearest number of pairs.
 *
 * @param features of all examples
 * @returns a generator that yields the number of pairs done and returns at most `count` thresholds, ascending; fewer where quantiles coincide
 * @throws RangeError unless count is an integer of at least 2
 */
export function* thresholdGrid(
  kernels: MatrixKernels,
  features: EmbeddingMatrix,
  pools: Pick<Pools, "pool">,
  runs: readonly RunNodes[],
  scope: GraphScope,
  count: number,
  pairBudget: number,
): Generator<number, number[]> {
  if (!Number.isInteger(count) || count < 2) throw new RangeError(`${count} thresholds`);
  const examples = candidateExamples(pools, scope);
  const pairs = yield* collectExamples(kernels, features, examples, pairBudget);
  const ascending = pairs.similarity.slice().sort();
  const { sameClass, crossClass, unlabelled } = pairs.distribution;
  const above = suffixSums([sameClass, crossClass, unlabelled]);
  const total = above[0]!;
  const notKept = total - ascending.length;
  const n = Math.max(
    0,
    ...runs.map((nodes) => (scope === "inductive" ? trainingCount(nodes) : nodes.part.length)),
  );
  const thresholds = new Set([COMPLETE_GRAPH, NO_EDGES]);
  for (const q of edgeShares(n, count - 2)) {
    const rank = Math.round((1 - q) * total);
    const threshold =
      rank >= notKept && ascending.length > 0
        ? gapNear(ascending, rank - notKept, pairs.cutoff)
        : edgeNear(above, total - rank);
    if (threshold !== null) thresholds.add(threshold);
  }
  return [...thresholds].sort((a, b) => a - b);
}

/**
 * A grid from counts alone: no edges, the complete graph, and the edges of bins that join the shares of pairs of `thresholdGrid`.
 *
 * @param histogram pairs in each bin, [SIMILARITY_BINS]
 * @param n nodes that the shares are made for
 * @returns at most `count` thresholds, ascending
 */
export function binnedGrid(histogram: Uint32Array, n: number, count: number): number[] {
  const above = suffixSums([histogram]);
  const inner = edgeShares(n, count - 2).map((q) => edgeNear(above, Math.round(q * above[0]!)));
  const thresholds = new Set([COMPLETE_GRAPH, NO_EDGES, ...inner.filter((edge) => edge !== null)]);
  return [...thresholds].sort((a, b) => a - b);
}

/** Order of filling that shows the whole curve early: both ends, the middle, the quarters and so on. Returns every index below `length` once. */
export function coarseToFine(length: number): number[] {
  if (length < 2) return Array.from({ length }, (_, i) => i);
  const order = [0, length - 1];
  let gaps: readonly (readonly [number, number])[] = [[0, length - 1]];
  while (gaps.length > 0) {
    const halves: [number, number][] = [];
    for (const [low, high] of gaps) {
      if (high - low < 2) continue;
      const middle = (low + high) >>> 1;
      order.push(middle);
      halves.push([low, middle], [middle, high]);
    }
    gaps = halves;
  }
  return order;
}

/** Ends of the threshold axis: below the smallest similarity of the graph and above its largest, by a hundredth of their distance. */
export function thresholdRange({ distribution }: RankedPairs): [number, number] {
  const { smallest, largest } = distribution;
  if (!(smallest <= largest)) return [COMPLETE_GRAPH, NO_EDGES];
  const margin = Math.max(0.001, (largest - smallest) / 100);
  return [smallest - margin, largest + margin];
}

/** The examples whose pairs make the grid. */
export function candidateExamples(pools: Pick<Pools, "pool">, scope: GraphScope): number[] {
  return pools.pool.flatMap((pool, example) =>
    (scope === "inductive" ? pool === "train" : pool !== "left-out") ? [example] : [],
  );
}

/** All pairs of the examples, whatever their labels. */
function* collectExamples(
  kernels: MatrixKernels,
  { dimension, values }: EmbeddingMatrix,
  examples: readonly number[],
  pairBudget: number,
): Generator<number, CollectedPairs> {
  const count = examples.length;
  const block = loadNodes(kernels, gatherRows(values, dimension, examples), count, dimension);
  const nodes: RunNodes = {
    runSeed: 0,
    scope: "transductive",
    classCount: 0,
    example: Int32Array.from(examples),
    part: new Uint8Array(count).fill(PART_CODES.unlabelled),
    label: new Int32Array(count).fill(-1),
  };
  try {
    return yield* collectPairs({ count, stripe: block.products }, nodes, pairBudget);
  } finally {
    block.dispose();
  }
}

/** q_k = 1/2 (1/n)^(k / (count - 1)): shares of pairs joined, from half of them to about one edge for every four nodes. */
function edgeShares(n: number, count: number): number[] {
  if (n < 2) return [];
  return Array.from({ length: count }, (_, k) => n ** (-k / Math.max(1, count - 1)) / 2);
}

/**
 * The middle of the gap between distinct values that is nearest to place `rank` (values below it). The cut-off, below which other pairs lie,
 * separates as a gap does; null when all values are equal and there is no cut-off.
 */
function gapNear(ascending: Float32Array, rank: number, cutoff: number): number | null {
  const last = ascending.length - 1;
  const lowest = cutoff > -Infinity ? -1 : 0;
  const below = Math.min(last - 1, Math.max(lowest, rank - 1));
  for (let step = 0; step <= last + 1; step++) {
    // Upwards first: of two equally near gaps the sparser graph.
    for (const place of [below + step, below - step]) {
      if (place < lowest || place >= last) continue;
      if (place === -1) return cutoff;
      const low = ascending[place]!;
      const high = ascending[place + 1]!;
      if (low < high) return (low + high) / 2;
    }
  }
  return null;
}

/** The edge of the bins above which the number of pairs is nearest to `wanted`; null if it joins all pairs or none, as the ends of the grid do. */
function edgeNear(above: Float64Array, wanted: number): number | null {
  let edge = 0;
  while (edge < SIMILARITY_BINS && above[edge]! > wanted) edge++;
  if (edge > 0 && above[edge - 1]! - wanted < wanted - above[edge]!) edge--;
  const pairs = above[edge]!;
  // Of edges with the same graph always the lowest, so that two quantiles never give it twice.
  while (edge > 0 && above[edge - 1] === pairs) edge--;
  return pairs === 0 || pairs === above[0] ? null : binEdge(edge);
}
