/** The features of a graph's nodes, ready for products. */

import { StudioError } from "../../errors.ts";
import type { MatrixKernels, RowBlock } from "../../numeric/matrix-kernels.ts";

/**
 * Takes all memory that products of the rows with each other need, so that a graph that is too large fails here and not on the way.
 *
 * @param values Z [count, dimension] in node order
 * @throws StudioError graph/too-many-nodes when there is no memory for them
 */
export function loadNodes(
  kernels: MatrixKernels,
  values: Float32Array,
  count: number,
  dimension: number,
): RowBlock {
  let block: RowBlock | null = null;
  try {
    block = kernels.load(values, count, dimension);
    block.products(0, 0, count);
    return block;
  } catch (error) {
    block?.dispose();
    // How an engine says that memory cannot grow.
    if (!(error instanceof RangeError) || values.length !== count * dimension) throw error;
    throw new StudioError(
      "graph/too-many-nodes",
      `${count} images with ${dimension} numbers each do not fit the memory of this page.`,
      { count, dimension },
      error,
    );
  }
}
