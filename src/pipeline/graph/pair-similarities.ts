/** Cosine similarities of all pairs of examples, computed once; graphs, statistics, ranking and layout all read these same floats. */

import { StudioError } from "../../errors.ts";
import { packRows, packedProducts } from "../../numeric/packed-products.ts";
import type { EmbeddingMatrix, PairSimilarities } from "../artifacts.ts";

/** 32 million pairs: 128 MB of similarities, and about four times that while they are ranked. */
const MAX_EXAMPLES = 8000;

/** Rows of a tile: two packed tiles of 1,664 columns stay in the cache of a core. */
const TILE = 32;

/** Place of pair (i, j), i < j, in the row-major upper triangle without diagonal of `count` examples. */
export function condensedIndex(i: number, j: number, count: number): number {
  return i * count - (i * (i + 1)) / 2 + (j - i - 1);
}

/**
 * S_ij = z_i · z_j for i < j, the cosine, as rows are unit; a zero row has similarity 0 with every other.
 * Summed in float64 in the order of the columns, so a pair's value depends on its two rows alone; rounded to float32 and held in [-1, 1],
 * which rounding can leave by 1e-7.
 *
 * @param features [N, D]
 * @returns a generator that yields the number of pairs done after each band of tiles and returns all N (N - 1) / 2. O(N² D): 1 s for N 1,451, D 1,664.
 * @throws StudioError graph/too-many-nodes above 8,000 examples
 */
export function* pairSimilarities(features: EmbeddingMatrix): Generator<number, PairSimilarities> {
  const { rows: count, dimension, values } = features;
  if (count > MAX_EXAMPLES) {
    throw new StudioError(
      "graph/too-many-nodes",
      `${count} images make too many pairs for this page; it compares up to ${MAX_EXAMPLES}. Open a folder with fewer images.`,
      { images: count, limit: MAX_EXAMPLES },
    );
  }
  const similarities = new Float32Array((count * (count - 1)) / 2);
  const products = new Float64Array(TILE * TILE);
  for (let top = 0; top < count; top += TILE) {
    const band = packRows(values, dimension, top, Math.min(TILE, count - top));
    for (let left = top; left < count; left += TILE) {
      const other =
        left === top ? band : packRows(values, dimension, left, Math.min(TILE, count - left));
      packedProducts(band, other, products);
      for (let i = top; i < top + band.rows; i++) {
        const row = (i - top) * other.paddedRows - left;
        for (let j = Math.max(left, i + 1); j < left + other.rows; j++) {
          similarities[condensedIndex(i, j, count)] = Math.max(-1, Math.min(1, products[row + j]!));
        }
      }
    }
    const done = top + band.rows;
    yield done * count - (done * (done + 1)) / 2;
  }
  return { count, values: similarities };
}

/** The similarity of two different examples, in either order. */
export function similarityOf(similarities: PairSimilarities, a: number, b: number): number {
  const { count, values } = similarities;
  return values[a < b ? condensedIndex(a, b, count) : condensedIndex(b, a, count)]!;
}
