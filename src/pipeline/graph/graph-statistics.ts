/** What the graph of a run is like at any threshold: tables built once, then a few binary searches a tick of the slider. */

import { countAbove } from "../../numeric/count-above.ts";
import type { GraphStatistics, PairPrefixes, RankedPairs, RunNodes } from "../artifacts.ts";
import { attainableThreshold } from "./attainable-threshold.ts";
import {
  countBehind,
  createDistributionCounts,
  nearestEdge,
  type DistributionCounts,
} from "./pair-distribution.ts";
import { labelledCount, trainingCount } from "./run-nodes.ts";

/**
 * Statistics of the graph {(i, j): S_ij > τ} in the scope of the ranked pairs.
 *
 * edges: pairs above τ; in inductive scope training-training pairs and training -> other pairs.
 * meanDegree: 2 E / n over all nodes (transductive), 2 E_train / n_train over training nodes and their training neighbours (inductive).
 * isolated: share of all nodes without a neighbour, in inductive scope without a training neighbour.
 * homophily: h = share of edges with equal labels, over the edges whose ends both carry a training or validation label.
 * adjustedHomophily: (h - Σ_k q_k²) / (1 - Σ_k q_k²), q_k = D_k / 2E, D_k the summed degree of class k over the same edges
 * (Platonov et al. 2023, arXiv:2209.06177). Both are null without such an edge, the second also when all of them touch one class only.
 * components: connected components, directions left out.
 *
 * Below the cut-off τ is the nearest edge of the bins, the counts are exact there, and adjustedHomophily and components, which need the pairs
 * themselves, are null. Below the smallest similarity all pairs are joined, and everything is known again.
 *
 * @param prefixes `pairPrefixes` of the same pairs
 * @returns a function of τ; O(log E) a call
 */
export function createGraphStatistics(
  ranked: RankedPairs,
  prefixes: PairPrefixes,
): (threshold: number) => GraphStatistics {
  const tables: Tables = {
    ranked,
    prefixes,
    counts: createDistributionCounts(ranked.distribution),
    training: trainingCount(ranked.nodes),
  };
  return (threshold) => {
    if (threshold >= ranked.cutoff) return keptStatistics(tables, threshold);
    if (threshold < ranked.distribution.smallest) return completeStatistics(tables, threshold);
    return countedStatistics(tables, attainableThreshold(ranked, threshold));
  };
}

interface Tables {
  readonly ranked: RankedPairs;
  readonly prefixes: PairPrefixes;
  readonly counts: DistributionCounts;
  /** Number of training nodes */
  readonly training: number;
}

export interface JoinedPairs {
  readonly sameClass: number;
  readonly crossClass: number;
}

/** Pairs above τ whose two ends carry a training or validation label; below the cut-off those above the nearest edge of the bins. O(log E), or O(bins) there. */
export function joinedPairs(
  ranked: RankedPairs,
  prefixes: PairPrefixes,
  threshold: number,
): JoinedPairs {
  if (threshold < ranked.cutoff) {
    const { sameClass, crossClass, smallest } = ranked.distribution;
    const edge = threshold < smallest ? 0 : nearestEdge(threshold);
    return {
      sameClass: countBehind(sameClass, edge),
      crossClass: countBehind(crossClass, edge),
    };
  }
  const edges = countAbove(ranked.similarity, threshold);
  const sameClass = prefixes.sameClass[edges]!;
  return { sameClass, crossClass: prefixes.labelled[edges]! - sameClass };
}

function keptStatistics(tables: Tables, threshold: number): GraphStatistics {
  const { ranked, prefixes } = tables;
  const edges = countAbove(ranked.similarity, threshold);
  const known = prefixes.labelled[edges]!;
  const homophily = known === 0 ? null : prefixes.sameClass[edges]! / known;
  return {
    threshold,
    edges,
    meanDegree: meanDegree(tables, edges, prefixes.training[edges]!),
    isolated: isolatedShare(prefixes, threshold),
    homophily,
    adjustedHomophily: adjustedHomophily(homophily, prefixes.squaredDegrees[edges]!, known),
    components: ranked.nodes.part.length - countAbove(prefixes.merges, threshold),
    exact: true,
  };
}

/** Counts at an edge of the bins; one below every cosine joins all pairs. */
function countedStatistics(tables: Tables, edge: number): GraphStatistics {
  const { prefixes, counts } = tables;
  const edges = counts.pairsAbove(edge);
  const same = counts.sameClassAbove(edge);
  const known = same + counts.crossClassAbove(edge);
  return {
    threshold: edge,
    edges,
    meanDegree: meanDegree(tables, edges, counts.trainingAbove(edge)),
    isolated: isolatedShare(prefixes, edge),
    homophily: known === 0 ? null : same / known,
    adjustedHomophily: null,
    components: null,
    exact: false,
  };
}

/** Every pair is joined: degrees follow from the number of nodes. */
function completeStatistics(tables: Tables, threshold: number): GraphStatistics {
  const { counts, ranked } = tables;
  const counted = countedStatistics(tables, -Infinity);
  const known = counts.sameClassAbove(-Infinity) + counts.crossClassAbove(-Infinity);
  const squaredDegrees = completeSquaredDegrees(ranked.nodes);
  return {
    ...counted,
    threshold,
    isolated: isolatedShare(tables.prefixes, threshold),
    adjustedHomophily: adjustedHomophily(counted.homophily, squaredDegrees, known),
    components: 1,
    exact: true,
  };
}

function meanDegree({ ranked, training }: Tables, edges: number, trainingEdges: number): number {
  const { part, scope } = ranked.nodes;
  return scope === "inductive"
    ? (2 * trainingEdges) / Math.max(1, training)
    : (2 * edges) / Math.max(1, part.length);
}

function isolatedShare({ strongest }: PairPrefixes, threshold: number): number {
  return 1 - countAbove(strongest, threshold) / Math.max(1, strongest.length);
}

/** Σ_k D_k² over all pairs of labelled nodes: in inductive scope a validation node meets the training nodes only. */
function completeSquaredDegrees(nodes: RunNodes): number {
  const labelled = labelledCount(nodes);
  const training = trainingCount(nodes);
  const classDegree = new Float64Array(nodes.classCount);
  for (let node = 0; node < labelled; node++) {
    const alone = nodes.scope === "inductive" && node >= training;
    classDegree[nodes.label[node]!]! += alone ? training : labelled - 1;
  }
  return classDegree.reduce((sum, degree) => sum + degree ** 2, 0);
}

/**
 * (h - Σ_k q_k²) / (1 - Σ_k q_k²), q_k = D_k / 2E; null without an edge, and when all edges touch one class only.
 *
 * @param squaredDegrees Σ_k D_k² @param edges E, with two known labels
 */
export function adjustedHomophily(
  homophily: number | null,
  squaredDegrees: number,
  edges: number,
): number | null {
  if (homophily === null) return null;
  const expected = squaredDegrees / (2 * edges) ** 2;
  return expected === 1 ? null : (homophily - expected) / (1 - expected);
}
