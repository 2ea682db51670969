/** The thresholds of a sweep, the order in which they are filled, and the ends of the threshold axis. */

import type { GraphScope, PairSimilarities, Pools, RankedPairs, RunNodes } from "../artifacts.ts";
import { condensedIndex } from "./pair-similarities.ts";
import { trainingCount } from "./run-nodes.ts";

/** Cosines lie in [-1, 1], so these two join every pair and none. */
const COMPLETE_GRAPH = -1.01;
const NO_EDGES = 1.01;

/**
 * One grid for all seeds: the complete graph (-1.01), no edges (1.01), and between them the quantiles 1 - q of pair similarities,
 * q falling geometrically from 1/2 to 1/(2 n). Transductive: pairs of all images that stand in a pool, n = nodes of a run's graph.
 * Inductive: pairs of the train pool, n = training nodes of a run. Each τ lies midway between two distinct similarities that follow each other,
 * so no pair ever ties with it; where a quantile falls into a run of equal similarities, the nearer end of the run is taken.
 *
 * @returns at most `count` thresholds, ascending; fewer where quantiles coincide
 * @throws RangeError unless count is an integer of at least 2
 */
export function thresholdGrid(
  similarities: PairSimilarities,
  pools: Pools,
  runs: readonly RunNodes[],
  scope: GraphScope,
  count: number,
): number[] {
  if (!Number.isInteger(count) || count < 2) throw new RangeError(`${count} thresholds`);
  const ascending = candidateSimilarities(similarities, pools, scope).sort();
  const counts = runs.map((nodes) =>
    scope === "inductive" ? trainingCount(nodes) : nodes.part.length,
  );
  const n = Math.max(0, ...counts);
  const thresholds = new Set([COMPLETE_GRAPH, NO_EDGES]);
  for (const q of edgeShares(n, count - 2)) {
    const threshold = gapNear(ascending, Math.round((1 - q) * ascending.length));
    if (threshold !== null) thresholds.add(threshold);
  }
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
export function thresholdRange(ranked: RankedPairs): [number, number] {
  const { similarity } = ranked;
  if (similarity.length === 0) return [COMPLETE_GRAPH, NO_EDGES];
  const high = similarity[0]!;
  const low = similarity[similarity.length - 1]!;
  const margin = Math.max(0.001, (high - low) / 100);
  return [low - margin, high + margin];
}

function candidateSimilarities(
  similarities: PairSimilarities,
  pools: Pools,
  scope: GraphScope,
): Float32Array {
  const examples = pools.pool.flatMap((pool, example) =>
    (scope === "inductive" ? pool === "train" : pool !== "left-out") ? [example] : [],
  );
  const values = new Float32Array((examples.length * (examples.length - 1)) / 2);
  let pair = 0;
  for (let i = 0; i < examples.length; i++) {
    for (let j = i + 1; j < examples.length; j++) {
      values[pair++] =
        similarities.values[condensedIndex(examples[i]!, examples[j]!, similarities.count)]!;
    }
  }
  return values;
}

/** q_k = 1/2 (1/n)^(k / (count - 1)): shares of pairs joined, from half of them to about one edge for every four nodes. */
function edgeShares(n: number, count: number): number[] {
  if (n < 2) return [];
  return Array.from({ length: count }, (_, k) => n ** (-k / Math.max(1, count - 1)) / 2);
}

/** The middle of the gap between distinct values that is nearest to place `rank` (values below it); null when all values are equal. */
function gapNear(ascending: Float32Array, rank: number): number | null {
  const last = ascending.length - 1;
  const below = Math.min(last - 1, Math.max(0, rank - 1));
  for (let step = 0; step <= last; step++) {
    // Upwards first: of two equally near gaps the sparser graph.
    for (const place of [below + step, below - step]) {
      if (place < 0 || place >= last) continue;
      const low = ascending[place]!;
      const high = ascending[place + 1]!;
      if (low < high) return (low + high) / 2;
    }
  }
  return null;
}
