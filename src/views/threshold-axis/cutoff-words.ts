/** What the visitor is told about pairs that were counted but not kept. */

import type { PairDistribution, RankedPairs } from "../../pipeline/artifacts.ts";
import { count } from "../format/count.ts";

const MILLION = 1_000_000;

/** Null where every pair is kept. */
export function cutoffWords({ cutoff, similarity, distribution }: RankedPairs): string | null {
  if (cutoff === -Infinity) return null;
  // The bins cover all cosines, from -1 to 1.
  const step = Number((2 / distribution.sameClass.length).toPrecision(2));
  return (
    `Of ${manyPairs(pairCount(distribution))} pairs the strongest ${manyPairs(similarity.length)} are kept and sorted. ` +
    `Where it is shaded, τ moves in steps of ${step}, without components, adjusted homophily and preview.`
  );
}

function pairCount({ sameClass, crossClass, unlabelled }: PairDistribution): number {
  return [sameClass, crossClass, unlabelled].reduce(
    (sum, bins) => bins.reduce((pairs, inBin) => pairs + inBin, sum),
    0,
  );
}

/** 9717436 -> "9.7 million", 361 -> "361" */
function manyPairs(pairs: number): string {
  if (pairs < MILLION) return count(pairs);
  return `${Number((pairs / MILLION).toFixed(1))}\u00a0million`;
}
