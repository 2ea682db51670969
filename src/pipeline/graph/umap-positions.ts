/** Where the nodes are drawn in the end: UMAP, which keeps neighbours together. */

import { UMAP } from "umap-js";
import { createRandom } from "../../numeric/random.ts";
import type { PairSimilarities } from "../artifacts.ts";
import { fitToSquare } from "./fit-to-square.ts";
import { similarityOf } from "./pair-similarities.ts";

/** UMAP's own default; it counts the node itself. */
const NEIGHBOURS = 15;
/** UMAP's own starts fill [-10, 10]². */
const START_SCALE = 10;

/**
 * UMAP (McInnes, Healy & Melville 2018, arXiv:1802.03426) on the cosine distances 1 - S_ij, from given positions.
 *
 * @param start [N, 2] in [-1, 1], such as principal components, so that the drawing keeps its orientation
 * @returns a generator that yields the share of epochs done and returns [N, 2] in [-1, 1]; the same for the same seed.
 * Fewer than four nodes stay at their start.
 */
export function* umapPositions(
  similarities: PairSimilarities,
  start: Float32Array,
  seed: number,
): Generator<number, Float32Array> {
  const { count } = similarities;
  if (count < 4) return fitToSquare(start);
  const neighbours = nearestNeighbours(similarities, Math.min(NEIGHBOURS, count - 1));
  const umap = new UMAP({
    nNeighbors: Math.min(NEIGHBOURS, count - 1),
    random: createRandom(seed).uniform,
  });
  umap.setPrecomputedKNN(neighbours.indices, neighbours.distances);
  // With neighbours given, the library reads only the number of rows.
  const epochs = umap.initializeFit(Array.from({ length: count }, () => []));
  const embedding = umap.getEmbedding();
  embedding.forEach((position, i) => {
    position[0] = START_SCALE * start[2 * i]!;
    position[1] = START_SCALE * start[2 * i + 1]!;
  });
  for (let epoch = umap.step(); epoch < epochs; epoch = umap.step()) yield epoch / epochs;
  return fitToSquare(Float32Array.from(umap.getEmbedding().flat()));
}

/** Each node itself at distance 0, then its most similar others at 1 - S; ties to the smaller index. O(N²). */
function nearestNeighbours(
  similarities: PairSimilarities,
  size: number,
): { indices: number[][]; distances: number[][] } {
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let node = 0; node < similarities.count; node++) {
    const nearest = [node];
    const distance = [0];
    for (let other = 0; other < similarities.count; other++) {
      if (other === node) continue;
      const candidate = Math.max(0, 1 - similarityOf(similarities, node, other));
      let place = nearest.length;
      if (place === size && candidate >= distance[place - 1]!) continue;
      while (place > 1 && distance[place - 1]! > candidate) place--;
      nearest.splice(place, 0, other);
      distance.splice(place, 0, candidate);
      if (nearest.length > size) {
        nearest.pop();
        distance.pop();
      }
    }
    indices.push(nearest);
    distances.push(distance);
  }
  return { indices, distances };
}
