/** The pairs that a threshold may join, most similar first, so that the edges above any threshold are a prefix. */

import { StudioError } from "../../errors.ts";
import { sortDescending } from "../../numeric/radix-sort.ts";
import type { PairSimilarities, RankedPairs, RunNodes } from "../artifacts.ts";
import { condensedIndex } from "./pair-similarities.ts";
import { trainingCount } from "./run-nodes.ts";

/**
 * All pairs of a run's graph by falling similarity; equal ones by source, then target.
 * Transductive: every pair of nodes. Inductive: every pair with a training end, which is the source, since training nodes come first.
 *
 * @returns E pairs with source < target. O(E): about 100 ms for a million pairs.
 * @throws StudioError graph/no-training-nodes in inductive scope without a training node
 */
export function rankPairs(similarities: PairSimilarities, nodes: RunNodes): RankedPairs {
  const count = nodes.example.length;
  const training = trainingCount(nodes);
  if (nodes.scope === "inductive" && training === 0) {
    throw new StudioError(
      "graph/no-training-nodes",
      "An inductive graph needs training images: give the images labels or choose transductive scope.",
    );
  }
  const sources = nodes.scope === "inductive" ? training : count;
  const pairs = sources * count - (sources * (sources + 1)) / 2;
  const similarity = new Float32Array(pairs);
  const code = new Uint32Array(pairs);
  let pair = 0;
  for (let source = 0; source < sources; source++) {
    const a = nodes.example[source]!;
    for (let target = source + 1; target < count; target++) {
      const b = nodes.example[target]!;
      similarity[pair] =
        similarities.values[
          a < b
            ? condensedIndex(a, b, similarities.count)
            : condensedIndex(b, a, similarities.count)
        ]!;
      // Below 2^32 as long as there are fewer than 65,536 nodes.
      code[pair] = source * count + target;
      pair++;
    }
  }
  sortDescending(similarity, code);
  const source = new Int32Array(pairs);
  const target = new Int32Array(pairs);
  for (let i = 0; i < pairs; i++) {
    source[i] = Math.floor(code[i]! / count);
    target[i] = code[i]! - source[i]! * count;
  }
  return { nodes, source, target, similarity };
}
