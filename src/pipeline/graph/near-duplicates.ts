/** Images whose image features are almost the same, which may be one photo saved twice. */

import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import type { Embeddings, Pools } from "../artifacts.ts";
import { fuseFeatures, IMAGE_ONLY } from "../embeddings/fused-features.ts";
import { loadNodes } from "./load-nodes.ts";

/** Strict, on the cosine of uncentred image features. */
const NEAR_DUPLICATE_SIMILARITY = 0.999;
/** More than any real folder has; a folder of equal images has N² of them. */
const MOST_PAIRS = 100_000;

export interface NearDuplicate {
  /** Example indices, first < second. */
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/** Of all pairs of examples, whatever the split, so that another split seed needs no second search. */
export interface NearDuplicates {
  /** Most similar first; equal ones by index. */
  readonly pairs: readonly NearDuplicate[];
  /** False when there are more pairs than are listed. */
  readonly complete: boolean;
}

/** A training or validation image beside the test image that it almost equals. */
export interface CrossSplitDuplicate {
  readonly example: number;
  readonly testExample: number;
  readonly similarity: number;
}

const STRIPE_ROWS = 64;

/**
 * Pairs of examples with cos(v_i, v_j) > .999, v the image features as the encoder gave them (ganet.md section 9, item 5).
 * Examples without a vector are in no pair.
 *
 * @returns a generator that yields the number of rows done. O(N² D).
 * @throws StudioError graph/too-many-nodes when the rows do not fit the memory
 */
export function* nearDuplicates(
  kernels: MatrixKernels,
  embeddings: Embeddings,
): Generator<number, NearDuplicates> {
  const { rows, dimension, values: unit } = fuseFeatures(embeddings, IMAGE_ONLY, []);
  const block = loadNodes(kernels, unit, rows, dimension);
  const pairs: NearDuplicate[] = [];
  let complete = true;
  try {
    for (let start = 0; start < rows && complete; start += STRIPE_ROWS) {
      const count = Math.min(STRIPE_ROWS, rows - start);
      const { values, stride } = block.products(start, count, start);
      for (let first = start; first < start + count; first++) {
        const offset = (first - start) * stride - start;
        for (let second = first + 1; second < rows; second++) {
          const similarity = values[offset + second]!;
          if (similarity > NEAR_DUPLICATE_SIMILARITY) pairs.push({ first, second, similarity });
        }
      }
      complete = pairs.length <= MOST_PAIRS;
      yield start + count;
    }
  } finally {
    block.dispose();
  }
  pairs.sort((a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second);
  return { pairs: pairs.slice(0, MOST_PAIRS), complete };
}

/** The training and validation images of the pools that almost equal a test image, each beside the most similar one; most similar first. */
export function crossSplitDuplicates(
  { pairs }: NearDuplicates,
  pool: Pools["pool"],
): readonly CrossSplitDuplicate[] {
  const found = new Map<number, CrossSplitDuplicate>();
  for (const { first, second, similarity } of pairs) {
    const [example, testExample] = pool[second] === "test" ? [first, second] : [second, first];
    const trains = pool[example] === "train" || pool[example] === "validation";
    if (!trains || pool[testExample] !== "test" || found.has(example)) continue;
    found.set(example, { example, testExample, similarity });
  }
  return [...found.values()];
}
