/** What training knows of a model. `Examples` is whatever the model computes logits from, already on the device. */

import type { Tensor2D, Variable } from "./tensor.ts";

export interface Parameter {
  readonly name: string;
  readonly variable: Variable;
}

/**
 * One affine map of a network in which every example has its own input: z_i = input_i W + biasInput_i b.
 * The gradient of an example's output is then an outer product, which is what makes the exact Fisher diagonal cheap.
 */
export interface LinearBlock {
  /** Names of the parameters W [in, out] and b [out]. */
  readonly weight: string;
  readonly bias: string;
  /** [n, in] */
  readonly input: Tensor2D;
  /** [n, 1], or null when it is 1 for every example. */
  readonly biasInput: Tensor2D | null;
  /** ∂L/∂logits [n, C] -> ∂L/∂z [n, out], each row by its own example. */
  readonly outputGradient: (logitsGradient: Tensor2D) => Tensor2D;
}

export interface TrainableModel<Examples> {
  /** In a fixed order, which snapshots, gradients and Fisher diagonals follow. */
  readonly parameters: readonly Parameter[];
  /** [n, C]. The caller disposes it, or calls inside tidy. */
  readonly logits: (examples: Examples) => Tensor2D;
  /** Logits and the affine maps that hold every parameter once. Call inside tidy. */
  readonly linearBlocks: (examples: Examples) => {
    readonly logits: Tensor2D;
    readonly blocks: readonly LinearBlock[];
  };
  readonly dispose: () => void;
}
