/** Rows of length 1, on the device. */

import { add, div, sqrt, square, sum, type Tensor2D } from "../tensor.ts";

/** Keeps the gradient of a row of zeros finite. */
const EPSILON = 1e-12;

/** x_i / √(‖x_i‖² + 1e-12). [n, d] -> [n, d]. */
export function unitRows(x: Tensor2D): Tensor2D {
  return div(x, sqrt(add(sum(square(x), 1, true), EPSILON)));
}
