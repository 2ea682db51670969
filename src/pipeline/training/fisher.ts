/** E19: the exact Fisher diagonal that EWC weighs its anchor by. */

import {
  add,
  clone,
  dispose,
  div,
  matMulTransposedLeft,
  mul,
  softmax,
  square,
  sub,
  sum,
  tensor2d,
  tidy,
  type Tensor,
  type Tensor2D,
} from "../tensor.ts";
import { activeLogits, type ClassTargets } from "./cross-entropy.ts";
import type { LinearBlock, TrainableModel } from "../trainable-model.ts";

/**
 * Exact Fisher diagonal: F_p = (1/n) Σ_i Σ_c p_ic (∂ log p_ic / ∂θ_p)², p_i = softmax(logits_i) over the active classes.
 * Kirkpatrick et al. 2017 (arXiv:1612.00796). The expectation over labels is taken in closed form: neither sampled labels nor the observed
 * ones, so `targets` gives only n and the classes that take part.
 *
 * With δ_ic = ∂ log p_ic / ∂z_i at the output z of an affine map, per-example gradients are outer products, so
 * F_W = (1/n) (input²)ᵀ Σ_c p_c δ_c² and F_b = (1/n) (biasInput²)ᵀ Σ_c p_c δ_c² (elementwise squares). The square of a batch-mean gradient
 * would be another quantity.
 *
 * Changes no parameter. O(C) backward passes of n examples. Returns one tensor a parameter in the model's order; the caller disposes them.
 */
export function fisherDiagonal<Examples>(
  model: TrainableModel<Examples>,
  examples: Examples,
  targets: ClassTargets,
): Tensor[] {
  return tidy(() => {
    const { logits, blocks } = model.linearBlocks(examples);
    const expected = expectedSquares(softmax(activeLogits(logits, targets)), blocks);
    return blockDiagonals(model, blocks, expected, targets.count);
  });
}

/**
 * (1/n) (input²)ᵀ squares of each weight and (1/n) (biasInput²)ᵀ squares of each bias, in the order of the model's parameters. Call inside tidy.
 *
 * @param squares one [n, out] a block: squared gradients at its output, weighted as the estimator wants them
 */
export function blockDiagonals(
  model: Pick<TrainableModel<never>, "parameters">,
  blocks: readonly LinearBlock[],
  squares: readonly Tensor2D[],
  count: number,
): Tensor[] {
  const diagonals = blocks.map((block, index) => {
    const atOutput = squares[index]!;
    const { biasInput } = block;
    const weighted = biasInput === null ? atOutput : mul(square(biasInput), atOutput);
    return {
      weight: div(matMulTransposedLeft(square(block.input), atOutput), count), // [in, out]
      bias: div(sum(weighted, 0), count), // [out]
    };
  });
  return inParameterOrder(model, blocks, diagonals);
}

/** @throws RangeError for a parameter that no block holds */
export function inParameterOrder(
  model: Pick<TrainableModel<never>, "parameters">,
  blocks: readonly LinearBlock[],
  values: readonly { readonly weight: Tensor; readonly bias: Tensor }[],
): Tensor[] {
  const byName = new Map<string, Tensor>();
  blocks.forEach(({ weight, bias }, index) => {
    byName.set(weight, values[index]!.weight);
    byName.set(bias, values[index]!.bias);
  });
  return model.parameters.map(({ name }) => {
    const value = byName.get(name);
    if (value === undefined) throw new RangeError(`no affine map holds ${name}`);
    return value;
  });
}

/** Σ_c p_c δ_c² at the output of each block, [n, out]; δ_c starts from ∂ log p_c / ∂logits = onehot(c) - p. */
function expectedSquares(probabilities: Tensor2D, blocks: readonly LinearBlock[]): Tensor2D[] {
  const [, classCount] = probabilities.shape;
  let sums: Tensor2D[] | null = null;
  for (let classIndex = 0; classIndex < classCount; classIndex++) {
    const previous: Tensor2D[] | null = sums;
    sums = tidy(() => {
      const unit = new Float32Array(classCount);
      unit[classIndex] = 1;
      const selected = tensor2d(unit, [1, classCount]);
      const probability: Tensor2D = sum(mul(probabilities, selected), 1, true); // [n, 1]
      const logitsGradient = sub<Tensor2D>(selected, probabilities); // [n, C]
      return blocks.map((block, index) => {
        const squares = mul<Tensor2D>(probability, square(block.outputGradient(logitsGradient)));
        return previous === null ? clone(squares) : add<Tensor2D>(previous[index]!, squares);
      });
    });
    if (previous !== null) dispose(previous);
  }
  if (sums === null) throw new RangeError("no class");
  return sums;
}
