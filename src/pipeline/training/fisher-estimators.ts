/** Estimators of the Fisher diagonal beside the exact one: E20 to E22. They weigh the same anchors by different numbers. */

import type { Random } from "../../numeric/random.ts";
import type { LinearBlock, TrainableModel } from "../trainable-model.ts";
import {
  add,
  dispose,
  div,
  equal,
  gather,
  matMulTransposedLeft,
  mul,
  stack,
  softmax,
  square,
  sub,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "../tensor.ts";
import { activeLogits, type ClassTargets } from "./cross-entropy.ts";
import type { FisherEstimator } from "./fisher-estimator-name.ts";
import { blockDiagonals, fisherDiagonal, inParameterOrder } from "./fisher.ts";

/** B of E22, as in the scripts that use it. */
const BATCH_SIZE = 16;

/**
 * With g_ic = ∂ log p_ic / ∂θ, p_i = softmax(logits_i) over the active classes, and y_i the label:
 *
 * - `exact` (E19) (1/n) Σ_i Σ_c p_ic g_ic².
 * - `sampled` (E20) (1/n) Σ_i g_ic², one c drawn from p_i for each example: unbiased for the exact one.
 * - `empirical` (E21) (1/n) Σ_i g_iy², c = y_i: no expectation over the model's own labels (Kunstner et al. 2019, arXiv:1905.12558).
 * - `probability-weighted` (1/n) Σ_i p_iy g_iy²: what mammoth's ewc_on computes; neither exact nor empirical.
 * - `batched` (E22) (1/#batches) Σ_b ((1/|b|) Σ_{i in b} g_iy)², batches of 16 in a shuffled order, the last one shorter: the square of the
 *   batch-mean gradient. Not a Fisher diagonal: gradients of opposite sign cancel before they are squared. Avalanche and the GA-Net scripts use it.
 *
 * Changes no parameter. Returns one tensor a parameter in the model's order; the caller disposes them.
 *
 * @param random draws the labels of `sampled` and the order of `batched`
 */
export async function estimateFisher<Examples>(
  estimator: FisherEstimator,
  model: TrainableModel<Examples>,
  examples: Examples,
  targets: ClassTargets,
  random: Random,
): Promise<Tensor[]> {
  switch (estimator) {
    case "exact":
      return fisherDiagonal(model, examples, targets);
    case "sampled": {
      const drawn = await sampledOneHot(model, examples, targets, random);
      const fisher = labelledFisher(model, examples, { ...targets, oneHot: drawn }, false);
      drawn.dispose();
      return fisher;
    }
    case "empirical":
      return labelledFisher(model, examples, targets, false);
    case "probability-weighted":
      return labelledFisher(model, examples, targets, true);
    case "batched":
      return batchedSquares(model, examples, targets, random);
  }
}

/** (1/n) Σ_i w_i g_i² with the labels of `targets`; w_i = p_iy when weighted, else 1. */
function labelledFisher<Examples>(
  model: TrainableModel<Examples>,
  examples: Examples,
  targets: ClassTargets,
  weighted: boolean,
): Tensor[] {
  return tidy(() => {
    const { blocks, probabilities, logitsGradient } = atLabels(model, examples, targets);
    const weight: Tensor2D = sum(mul(probabilities, targets.oneHot), 1, true); // [n, 1]
    const squares = blocks.map((block) => {
      const squared = square(block.outputGradient(logitsGradient));
      return weighted ? mul<Tensor2D>(weight, squared) : squared;
    });
    return blockDiagonals(model, blocks, squares, targets.count);
  });
}

function batchedSquares<Examples>(
  model: TrainableModel<Examples>,
  examples: Examples,
  targets: ClassTargets,
  random: Random,
): Tensor[] {
  const order = Int32Array.from({ length: targets.count }, (_, row) => row);
  random.shuffle(order);
  const batches = Array.from({ length: Math.ceil(targets.count / BATCH_SIZE) }, (_, batch) =>
    order.slice(batch * BATCH_SIZE, (batch + 1) * BATCH_SIZE),
  );
  return tidy(() => {
    const { blocks, logitsGradient } = atLabels(model, examples, targets);
    const atOutputs = blocks.map((block) => block.outputGradient(logitsGradient)); // [n, out]
    const means = blocks.map((block, index) => {
      const atOutput = atOutputs[index]!;
      return {
        weight: meanSquare(batches, (rows) =>
          matMulTransposedLeft(gather(block.input, rows), gather(atOutput, rows)),
        ),
        bias: meanSquare(batches, (rows) => sum(gather(biasGradient(block, atOutput), rows), 0)),
      };
    });
    return inParameterOrder(model, blocks, means);
  });
}

/** (1/#batches) Σ_b (sums(rows of b) / |b|)² */
function meanSquare(batches: readonly Int32Array[], sums: (rows: Tensor1D) => Tensor): Tensor {
  let total: Tensor | null = null;
  for (const batch of batches) {
    const previous: Tensor | null = total;
    total = tidy(() => {
      const squared = square(div(sums(tensor1d(batch, "int32")), batch.length));
      return previous === null ? squared : add(previous, squared);
    });
    if (previous !== null) dispose(previous);
  }
  return div(total!, batches.length);
}

function biasGradient({ biasInput }: LinearBlock, atOutput: Tensor2D): Tensor2D {
  return biasInput === null ? atOutput : mul(biasInput, atOutput);
}

/** p and ∂ log p_y / ∂logits = onehot(y) - p, both [n, C]. */
function atLabels<Examples>(
  model: TrainableModel<Examples>,
  examples: Examples,
  targets: ClassTargets,
) {
  const { logits, blocks } = model.linearBlocks(examples);
  const probabilities = softmax(activeLogits(logits, targets));
  return { blocks, probabilities, logitsGradient: sub<Tensor2D>(targets.oneHot, probabilities) };
}

/** One label an example, drawn from the model's own distribution, [n, C]. */
async function sampledOneHot<Examples>(
  model: TrainableModel<Examples>,
  examples: Examples,
  targets: ClassTargets,
  random: Random,
): Promise<Tensor2D> {
  const predicted = tidy(() => softmax(activeLogits(model.logits(examples), targets)));
  const [count, classCount] = predicted.shape;
  const probabilities = await predicted.data();
  predicted.dispose();
  const drawn = new Float32Array(count * classCount);
  for (let row = 0; row < count; row++) {
    const start = row * classCount;
    const label = drawClass(probabilities.subarray(start, start + classCount), random.uniform());
    drawn[start + label] = 1;
  }
  return tensor2d(drawn, [count, classCount]);
}

/** Inverse of the distribution function; probabilities of float32 may sum to a little less than `uniform`, so the last possible class takes the rest. */
function drawClass(probabilities: ArrayLike<number>, uniform: number): number {
  let below = 0;
  let last = 0;
  for (let label = 0; label < probabilities.length; label++) {
    const probability = probabilities[label]!;
    if (probability === 0) continue;
    last = label;
    below += probability;
    if (uniform < below) return label;
  }
  return last;
}

/**
 * F divided by its mean over all parameters; F of zeros stays as it is. Takes over `fisher`; the caller disposes the result.
 */
export function withMeanOne(fisher: readonly Tensor[]): Tensor[] {
  const scaled = tidy(() => {
    const count = fisher.reduce((total, { size }) => total + size, 0);
    const total = sum(stack(fisher.map((block): Tensor => sum(block))));
    // 1 in the place of a total of 0, by which nothing can be divided.
    const divisor = add(total, equal(total, 0));
    return fisher.map((block) => div(mul(block, count), divisor));
  });
  dispose([...fisher]);
  return scaled;
}
