/**
 * The network of the published scripts as we read them (E14): an affine adapter without activation or residual, and a second graph convolution as
 * the head. Both use the graph inside a batch.
 */

import { initialParameters } from "../adapter/initial-parameters.ts";
import {
  add,
  dispose,
  matMul,
  mul,
  scalar,
  square,
  sub,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  variable,
  variableGrads,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Variable,
} from "../tensor.ts";
import { crossEntropy, type ClassTargets } from "../training/cross-entropy.ts";

/** A batch of b nodes on the device. */
export interface GraphBatch {
  /** X [b, D] */
  readonly features: Tensor2D;
  /** Â [b, b] */
  readonly adjacency: Tensor2D;
}

export interface LabelledBatch extends GraphBatch {
  readonly targets: ClassTargets;
}

export interface PaperCodeModel {
  /** D, b_d, W, b_g, U_p, b_u */
  readonly adapter: readonly Variable[];
  /** V, b_v */
  readonly head: readonly Variable[];
  /** H = (Â (X D + b_d) W + b_g) U_p + b_u, [b, D]. Call inside tidy. */
  readonly adapted: (batch: GraphBatch) => Tensor2D;
  /** Â H V + b_v, [b, C]. Call inside tidy. */
  readonly logits: (batch: GraphBatch, adapted: Tensor2D) => Tensor2D;
  readonly dispose: () => void;
}

/** @param shape D features, R bottleneck, C classes: Glorot weights and zero biases, as every adapter without the residual starts */
export function createPaperCodeModel(
  shape: Parameters<typeof initialParameters>[0],
  runSeed: number,
): PaperCodeModel {
  const initial = initialParameters(shape, false, runSeed);
  const matrix = ({ shape, values }: typeof initial.downWeight) =>
    tidy(() => variable(tensor2d(values, shape)));
  const vector = (values: Float32Array) => tidy(() => variable(tensor1d(values)));
  const downWeight = matrix(initial.downWeight);
  const downBias = vector(initial.downBias);
  const gcnWeight = matrix(initial.gcnWeight);
  const gcnBias = vector(initial.gcnBias);
  const upWeight = matrix(initial.upWeight);
  const upBias = vector(initial.upBias);
  const headWeight = matrix(initial.headWeight);
  const headBias = vector(initial.headBias);
  const adapter = [downWeight, downBias, gcnWeight, gcnBias, upWeight, upBias];
  const head = [headWeight, headBias];
  return {
    adapter,
    head,
    adapted: ({ features, adjacency }) => {
      const down = add<Tensor2D>(matMul(features, downWeight), downBias); // [b, R]
      const gcn = add<Tensor2D>(matMul(adjacency, matMul(down, gcnWeight)), gcnBias);
      return add(matMul(gcn, upWeight), upBias); // [b, D]
    },
    logits: ({ adjacency }, adapted) =>
      add(matMul(adjacency, matMul(adapted, headWeight)), headBias),
    dispose: () => dispose([...adapter, ...head]),
  };
}

/** The pull of the head towards an anchor. */
export interface HeadAnchor {
  readonly fisher: readonly Tensor[];
  /** θ*: the random initial values, or the head's own variables, which move with it. */
  readonly values: readonly Tensor[];
}

/**
 * λ Σ_p F_p (θ_p - θ*_p)² with λ = 1 and no factor 1/2, over the head. Where the anchor is the variables themselves it is 0 at every step.
 * Call inside tidy.
 */
export function anchorPenalty({ head }: PaperCodeModel, anchor: HeadAnchor): Scalar {
  return head.reduce<Scalar>((total, parameter, index) => {
    const squares = square(sub(parameter, anchor.values[index]!));
    return add(total, sum(mul(anchor.fisher[index]!, squares)));
  }, scalar(0));
}

/**
 * Mean over batches of the squared gradient of the batch's mean cross-entropy by the head, of a forward pass that leaves the adapter out:
 * logits = Â X V + b_v. A square of a batch mean, not the Fisher diagonal of E19.
 *
 * The caller disposes the result.
 */
export function batchedSquares(
  { logits, head }: PaperCodeModel,
  batches: readonly LabelledBatch[],
): Tensor[] {
  return tidy(() => {
    const total = head.map((parameter) => mul(parameter, 0));
    for (const batch of batches) {
      const { grads } = variableGrads(
        () => crossEntropy(logits(batch, batch.features), batch.targets),
        [...head],
      );
      head.forEach(({ name }, index) => {
        total[index] = add(total[index]!, square(grads[name]!));
      });
    }
    return total.map((squares) => mul(squares, 1 / batches.length));
  });
}
