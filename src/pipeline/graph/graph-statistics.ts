/** What the graph of a run is like at any threshold: tables built once, then a few binary searches a tick of the slider. */

import { countAbove } from "../../numeric/count-above.ts";
import type { GraphStatistics, RankedPairs } from "../artifacts.ts";
import { trainingCount } from "./run-nodes.ts";

/**
 * Statistics of the graph {(i, j): S_ij > τ} in the scope of the ranked pairs.
 *
 * edges: pairs above τ; in inductive scope training-training pairs and training -> other pairs.
 * meanDegree: 2 E / n over all nodes (transductive), 2 E_train / n_train over training nodes and their training neighbours (inductive).
 * isolated: share of all nodes without a neighbour, in inductive scope without a training neighbour.
 * homophily: h = share of edges with equal labels, over the edges whose ends both carry a training or validation label.
 * adjustedHomophily: (h - Σ_k q_k²) / (1 - Σ_k q_k²), q_k = D_k / 2E, D_k the summed degree of class k over the same edges
 * (Platonov et al. 2023, arXiv:2209.06177). Both are null without such an edge, the second also when all of them touch one class only.
 *
 * @returns a function of τ; O(log E) a call after O(E + n log n) once
 */
export function createGraphStatistics(ranked: RankedPairs): (threshold: number) => GraphStatistics {
  const { nodes, similarity } = ranked;
  const inductive = nodes.scope === "inductive";
  const degreeNodes = inductive ? trainingCount(nodes) : nodes.part.length;
  const degreePairs = inductive ? trainingPairs(ranked, degreeNodes) : similarity;
  const strongest = strongestSimilarities(ranked);
  const homophilyAt = createHomophily(ranked);
  return (threshold) => ({
    threshold,
    edges: countAbove(similarity, threshold),
    meanDegree: (2 * countAbove(degreePairs, threshold)) / Math.max(1, degreeNodes),
    isolated: 1 - countAbove(strongest, threshold) / Math.max(1, strongest.length),
    ...homophilyAt(threshold),
  });
}

/** Similarities of the pairs with two training ends, falling. */
function trainingPairs(ranked: RankedPairs, training: number): Float32Array {
  return ranked.similarity.filter((_, pair) => ranked.target[pair]! < training);
}

/** [n] each node's largest similarity to a node that could be its neighbour, falling; -Infinity where there is none. */
function strongestSimilarities(ranked: RankedPairs): Float32Array {
  const { nodes, source, target, similarity } = ranked;
  const inductive = nodes.scope === "inductive";
  const training = trainingCount(nodes);
  const strongest = new Float32Array(nodes.part.length).fill(-Infinity);
  for (let pair = 0; pair < similarity.length; pair++) {
    const a = source[pair]!;
    const b = target[pair]!;
    const value = similarity[pair]!;
    if (value > strongest[b]!) strongest[b] = value;
    // In inductive scope an edge to a validation or test node sends nothing back to the training node.
    if ((!inductive || b < training) && value > strongest[a]!) strongest[a] = value;
  }
  return strongest.sort().reverse();
}

/** Counts over the edges with two known labels, by prefix: same-class edges and Σ_k D_k², both exact integers. */
function createHomophily(
  ranked: RankedPairs,
): (threshold: number) => Pick<GraphStatistics, "homophily" | "adjustedHomophily"> {
  const { nodes, source, target } = ranked;
  const similarity = ranked.similarity.filter(
    (_, pair) => nodes.label[source[pair]!]! >= 0 && nodes.label[target[pair]!]! >= 0,
  );
  const sameClass = new Uint32Array(similarity.length + 1);
  const squaredDegrees = new Float64Array(similarity.length + 1);
  const classDegree = new Float64Array(nodes.classCount);
  let edge = 0;
  for (let pair = 0; pair < source.length; pair++) {
    const a = nodes.label[source[pair]!]!;
    const b = nodes.label[target[pair]!]!;
    if (a < 0 || b < 0) continue;
    // (D + 1)² - D² = 2 D + 1, once for each end.
    const first = 2 * classDegree[a]!++ + 1;
    const second = 2 * classDegree[b]!++ + 1;
    sameClass[edge + 1] = sameClass[edge]! + (a === b ? 1 : 0);
    squaredDegrees[edge + 1] = squaredDegrees[edge]! + first + second;
    edge++;
  }
  return (threshold) => {
    const edges = countAbove(similarity, threshold);
    if (edges === 0) return { homophily: null, adjustedHomophily: null };
    const homophily = sameClass[edges]! / edges;
    const expected = squaredDegrees[edges]! / (2 * edges) ** 2;
    const adjustedHomophily = expected === 1 ? null : (homophily - expected) / (1 - expected);
    return { homophily, adjustedHomophily };
  };
}
