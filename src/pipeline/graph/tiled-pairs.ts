/** What a device that computes cosines in tiles hands back, as the pairs that rows computed one after another would give. */

import type { PairDistribution } from "../artifacts.ts";
import { budgetCutoff, countBehind, nearestEdge, SIMILARITY_BINS } from "./pair-distribution.ts";
import type { CollectedPairs } from "./ranked-pairs.ts";

export type MeasuredPairs = Pick<CollectedPairs, "cutoff" | "distribution" | "strongest">;

/**
 * @param counts [4 SIMILARITY_BINS]: pairs with two training ends, other pairs with two labels, pairs without, and pairs of one class
 * @param keys [n + 2] `floatOfKey` of each node's strongest cosine, of the largest of all and of the smallest, negated
 */
export function measuredPairs(
  counts: Uint32Array,
  keys: Uint32Array,
  pairBudget: number,
): MeasuredPairs {
  const histogram = (kind: number): Uint32Array =>
    counts.slice(kind * SIMILARITY_BINS, (kind + 1) * SIMILARITY_BINS);
  const [training, labelled, unlabelled] = [histogram(0), histogram(1), histogram(2)];
  const sameClass = histogram(3);
  const values = Float32Array.from(keys, floatOfKey);
  const count = keys.length - 2;
  const some = keys[count] !== 0;
  return {
    cutoff: budgetCutoff([training, labelled, unlabelled], pairBudget),
    distribution: {
      sameClass,
      crossClass: labelled.map((pairs, bin) => pairs + training[bin]! - sameClass[bin]!),
      unlabelled,
      training,
      smallest: some ? -values[count + 1]! : NaN,
      largest: some ? values[count]! : NaN,
    },
    strongest: values.slice(0, count),
  };
}

/** The float whose bits, turned so that unsigned integers rise with floats, are the key; key 0 is -Infinity, which stands for none. */
function floatOfKey(key: number): number {
  if (key === 0) return -Infinity;
  bits[0] = key & 0x80000000 ? key & 0x7fffffff : ~key;
  return float[0]!;
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** How many pairs lie above a cut-off, which is an edge of the bins or -Infinity. */
export function pairsAboveCutoff(
  { sameClass, crossClass, unlabelled }: PairDistribution,
  cutoff: number,
): number {
  const edge = cutoff === -Infinity ? 0 : nearestEdge(cutoff);
  return [sameClass, crossClass, unlabelled].reduce(
    (total, histogram) => total + countBehind(histogram, edge),
    0,
  );
}
