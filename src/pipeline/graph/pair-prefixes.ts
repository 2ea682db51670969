/** Counts over every prefix of the ranked pairs, so that a tick of the slider only looks them up. */

import { createUnionFind } from "../../numeric/union-find.ts";
import type { PairPrefixes, RankedPairs } from "../artifacts.ts";
import { trainingCount } from "./run-nodes.ts";

/** Prefix counts of the kept pairs and the merges of their maximum spanning forest. O(E + n log n): about 30 ms for a million pairs. */
export function pairPrefixes(ranked: RankedPairs): PairPrefixes {
  return {
    ...classPrefixes(ranked),
    training: trainingPrefix(ranked),
    merges: forestMerges(ranked),
    strongest: ranked.strongest.slice().sort().reverse(),
  };
}

function classPrefixes({
  nodes,
  source,
  target,
}: RankedPairs): Pick<PairPrefixes, "labelled" | "sameClass" | "squaredDegrees"> {
  const pairs = source.length;
  const labelled = new Uint32Array(pairs + 1);
  const sameClass = new Uint32Array(pairs + 1);
  const squaredDegrees = new Float64Array(pairs + 1);
  const classDegree = new Float64Array(nodes.classCount);
  let known = 0;
  let same = 0;
  let squares = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const a = nodes.label[source[pair]!]!;
    const b = nodes.label[target[pair]!]!;
    if (a >= 0 && b >= 0) {
      known++;
      if (a === b) same++;
      // (D + 1)² - D² = 2 D + 1, once for each end.
      squares += 2 * classDegree[a]!++ + 1;
      squares += 2 * classDegree[b]!++ + 1;
    }
    labelled[pair + 1] = known;
    sameClass[pair + 1] = same;
    squaredDegrees[pair + 1] = squares;
  }
  return { labelled, sameClass, squaredDegrees };
}

function trainingPrefix({ nodes, target }: RankedPairs): Uint32Array {
  // Training nodes come first and the target is the later node of a pair.
  const end = trainingCount(nodes);
  const training = new Uint32Array(target.length + 1);
  let count = 0;
  for (let pair = 0; pair < target.length; pair++) {
    if (target[pair]! < end) count++;
    training[pair + 1] = count;
  }
  return training;
}

/** Kruskal 1956 on pairs that are sorted already: the similarity of each pair that joins two components of the stronger pairs. */
function forestMerges({ nodes, source, target, similarity }: RankedPairs): Float32Array {
  const count = nodes.part.length;
  const components = createUnionFind(count);
  const merges = new Float32Array(Math.max(0, count - 1));
  let merged = 0;
  for (let pair = 0; pair < similarity.length && merged < merges.length; pair++) {
    if (components.join(source[pair]!, target[pair]!)) merges[merged++] = similarity[pair]!;
  }
  return merges.slice(0, merged);
}
