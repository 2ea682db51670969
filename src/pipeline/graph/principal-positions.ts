/** Where the nodes are drawn at first: the plane in which the features vary most. */

import { principalComponents } from "../../numeric/principal-components.ts";
import type { EmbeddingMatrix } from "../artifacts.ts";
import { fitToSquare } from "./fit-to-square.ts";

/**
 * Scores of the first two principal components of the fused features, in [-1, 1], both axes on one scale.
 *
 * @param features [N, D]
 * @returns [N, 2]; the same for the same features
 */
export function principalPositions(features: EmbeddingMatrix): Float32Array {
  const { values, rows, dimension } = features;
  return fitToSquare(principalComponents(values, rows, dimension, 2));
}
