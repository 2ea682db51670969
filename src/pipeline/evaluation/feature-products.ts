/** The port to sparse products with the features of all examples, which stay where the products are computed. */

import { csrProduct, type SparseRows } from "../../numeric/csr-product.ts";
import { tensor2d, type Tensor2D } from "../tensor.ts";

export interface FeatureProducts {
  /** A X, A sparse [rows, examples]: [rows, width]. The caller disposes it. */
  readonly product: (matrix: SparseRows) => Tensor2D;
  readonly dispose: () => void;
}

/** @param features X [examples, width], row-major; may be kept */
export type OpenFeatureProducts = (
  features: Float32Array,
  examples: number,
  width: number,
) => FeatureProducts;

/** On the processor: what a GPU's products are tested against. */
export const hostFeatureProducts: OpenFeatureProducts = (features, examples, width) => ({
  product: (matrix) => {
    if (matrix.columns !== examples) throw new RangeError(`${matrix.columns} columns`);
    return tensor2d(csrProduct(matrix, features, width), [matrix.rows, width]);
  },
  dispose: () => undefined,
});
