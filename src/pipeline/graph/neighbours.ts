/** The strongest neighbours of one node, for the inspector. */

import { countAbove } from "../../numeric/count-above.ts";
import type { RankedPairs } from "../artifacts.ts";
import { senderCount } from "./run-nodes.ts";

export interface Neighbour {
  /** Node index. */
  readonly node: number;
  readonly similarity: number;
}

/**
 * The nodes that `node` receives from at a threshold, most similar first: its neighbours, in inductive scope its training neighbours.
 *
 * Below the cut-off of the ranked pairs only neighbours above it are found, and their number is no degree.
 *
 * @param count how many at most; Infinity gives all, so that their number is the node's degree
 * @returns in the order of the ranked pairs. O(edges above τ), about 1 ms for a million.
 */
export function strongestNeighbours(
  ranked: RankedPairs,
  node: number,
  threshold: number,
  count: number,
): Neighbour[] {
  const { nodes, source, target, similarity } = ranked;
  const senders = senderCount(nodes);
  const edges = countAbove(similarity, threshold);
  const found: Neighbour[] = [];
  for (let edge = 0; edge < edges && found.length < count; edge++) {
    const other =
      source[edge] === node ? target[edge]! : target[edge] === node ? source[edge]! : senders;
    if (other < senders) found.push({ node: other, similarity: similarity[edge]! });
  }
  return found;
}
