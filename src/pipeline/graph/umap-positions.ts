/** Where the nodes are drawn in the end: UMAP, which keeps neighbours together. */

import { UMAP } from "umap-js";
import { createRandom } from "../../numeric/random.ts";
import { fitToSquare } from "./fit-to-square.ts";
import type { NearestNeighbours } from "./nearest-neighbours.ts";

/** How many `nearestNeighbours` to give: UMAP's own default, the node itself counted. */
export const UMAP_NEIGHBOURS = 15;
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
  neighbours: NearestNeighbours,
  start: Float32Array,
  seed: number,
): Generator<number, Float32Array> {
  const { count, size } = neighbours;
  if (count < 4) return fitToSquare(start);
  const umap = new UMAP({ nNeighbors: size, random: createRandom(seed).uniform });
  umap.setPrecomputedKNN(
    listsOf(neighbours, (place) => neighbours.index[place]!),
    listsOf(neighbours, (place) => Math.max(0, 1 - neighbours.similarity[place]!)),
  );
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

function listsOf(
  { count, size }: NearestNeighbours,
  valueAt: (place: number) => number,
): number[][] {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: size }, (_unused, k) => valueAt(row * size + k)),
  );
}
