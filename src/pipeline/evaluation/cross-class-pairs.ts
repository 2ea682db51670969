/** The most similar pairs of different classes: the wrong edges that a threshold removes last. */

import type { RankedPairs } from "../artifacts.ts";

export interface CrossClassPair {
  /** Example indices. */
  readonly source: number;
  readonly target: number;
  readonly sourceLabel: number;
  readonly targetLabel: number;
  readonly similarity: number;
  /** Of the labelled pairs that are more similar, the share of equal classes; null for the first of all. */
  readonly sameClassShare: number | null;
}

/**
 * The `most` strongest kept pairs whose two ends carry different labels, training or validation; RunNodes hides the others. In inductive scope two
 * validation images are no pair.
 *
 * @returns in the order of the ranked pairs. O(pairs up to the last one found).
 */
export function crossClassPairs({ nodes, ...pairs }: RankedPairs, most: number): CrossClassPair[] {
  const found: CrossClassPair[] = [];
  let labelled = 0;
  let sameClass = 0;
  for (let pair = 0; pair < pairs.similarity.length && found.length < most; pair++) {
    const a = pairs.source[pair]!;
    const b = pairs.target[pair]!;
    const sourceLabel = nodes.label[a]!;
    const targetLabel = nodes.label[b]!;
    if (sourceLabel < 0 || targetLabel < 0) continue;
    if (sourceLabel !== targetLabel) {
      found.push({
        source: nodes.example[a]!,
        target: nodes.example[b]!,
        sourceLabel,
        targetLabel,
        similarity: pairs.similarity[pair]!,
        sameClassShare: labelled === 0 ? null : sameClass / labelled,
      });
    } else sameClass++;
    labelled++;
  }
  return found;
}
