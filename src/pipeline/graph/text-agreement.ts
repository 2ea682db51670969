/** How well each text agrees with the texts of the images that look most like its own. */

import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import type { Embeddings } from "../artifacts.ts";
import { COMPARED_NEIGHBOURS, neighbourAgreement } from "../captions/neighbour-agreement.ts";
import { fuseFeatures, IMAGE_ONLY } from "../embeddings/fused-features.ts";
import { loadNodes } from "./load-nodes.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";

/**
 * [N] `neighbourAgreement` over the nearest images by the cosine of uncentred image features. No label enters.
 *
 * @returns a generator that yields the number of rows done. O(N² D).
 * @throws StudioError graph/too-many-nodes when the rows do not fit the memory
 */
export function* textAgreement(
  kernels: MatrixKernels,
  embeddings: Embeddings,
): Generator<number, Float32Array> {
  const { values, rows, dimension } = fuseFeatures(embeddings, IMAGE_ONLY, []);
  const block = loadNodes(kernels, values, rows, dimension);
  try {
    // Each row is the first of its own neighbours.
    const found = yield* nearestNeighbours(block, 1 + COMPARED_NEIGHBOURS);
    return neighbourAgreement(embeddings.text, found.index, found.size);
  } finally {
    block.dispose();
  }
}
