/** For tests only: logits = x W + b, the smallest model that training knows. */

import { dispose, matMul, tensor1d, tensor2d, tidy, variable, type Tensor2D } from "../tensor.ts";
import type { TrainableModel } from "../trainable-model.ts";

/** @param weight W by rows; b is 0 */
export function softmaxRegressionModel(
  weight: readonly (readonly number[])[],
): TrainableModel<Tensor2D> {
  const [rows, columns] = [weight.length, weight[0]!.length];
  const W = tidy(() => variable(tensor2d(weight.flat(), [rows, columns])));
  const b = tidy(() => variable(tensor1d(new Float32Array(columns))));
  const logits = (inputs: Tensor2D): Tensor2D => matMul(inputs, W);
  return {
    parameters: [
      { name: "W", variable: W },
      { name: "b", variable: b },
    ],
    logits,
    linearBlocks: (inputs) => ({
      logits: logits(inputs),
      blocks: [
        {
          weight: "W",
          bias: "b",
          input: inputs,
          biasInput: null,
          outputGradient: (gradient) => gradient,
        },
      ],
    }),
    dispose: () => dispose([W, b]),
  };
}
