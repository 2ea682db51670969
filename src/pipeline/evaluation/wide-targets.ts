/** Labels of several seeds' training and validation nodes side by side, and what one forward pass over both says of them. */

import {
  argMax,
  batchMatMul,
  cast,
  concat,
  dispose,
  div,
  equal,
  exp,
  log,
  max,
  mul,
  reshape,
  sub,
  sum,
  tensor2d,
  tensor3d,
  tidy,
  type Tensor2D,
  type Tensor3D,
} from "../tensor.ts";

/** Class indices of one seed's labelled nodes, in the order of its rows: training nodes first, then validation nodes. */
export interface SeedLabels {
  readonly train: ArrayLike<number>;
  readonly validation: ArrayLike<number>;
}

/** On the device, every seed padded to the same n rows. */
export interface WideTargets {
  readonly seeds: readonly SeedLabels[];
  /** [S, n] class index, -1 for padding */
  readonly labels: Tensor2D;
  /** [S, n, classes] */
  readonly oneHot: Tensor3D;
  /** [S, n, 1]: 1 / (training nodes of the seed) in training rows, else 0 */
  readonly trainShare: Tensor3D;
  /** `oneHot` times `trainShare` */
  readonly trainTargets: Tensor3D;
  /** [S, 2, n]: 1 for training rows, 1 for validation rows */
  readonly parts: Tensor3D;
}

export interface WideMeasures {
  /** ∂(Σ_s CE_s)/∂logits [S, n, classes], 0 outside training rows */
  readonly gradient: Tensor3D;
  /** [S, 2, 2]: of training and validation rows the sum of -log p(label) and the number of correct ones */
  readonly sums: Tensor3D;
  /** [S, n] class of the largest logit, the first of equal ones */
  readonly predictions: Tensor2D;
}

/**
 * @param rows n, at least the labelled nodes of any seed @param classes padded number of classes
 * @throws RangeError for a seed without training or validation nodes, or with more than n of them
 */
export function wideTargets(
  seeds: readonly SeedLabels[],
  rows: number,
  classes: number,
): WideTargets {
  const labels = new Int32Array(seeds.length * rows).fill(-1);
  const oneHot = new Float32Array(seeds.length * rows * classes);
  const trainShare = new Float32Array(seeds.length * rows);
  const parts = new Float32Array(seeds.length * 2 * rows);
  seeds.forEach(({ train, validation }, seed) => {
    const all = [...Array.from(train), ...Array.from(validation)];
    if (train.length === 0 || validation.length === 0 || all.length > rows) {
      throw new RangeError(`${train.length} + ${validation.length} labels for ${rows} rows`);
    }
    const first = seed * rows;
    labels.set(all, first);
    all.forEach((label, row) => {
      oneHot[(first + row) * classes + label] = 1;
    });
    trainShare.fill(1 / train.length, first, first + train.length);
    parts.fill(1, 2 * first, 2 * first + train.length);
    parts.fill(1, 2 * first + rows + train.length, 2 * first + rows + all.length);
  });
  const count = seeds.length;
  const oneHotTensor = tensor3d(oneHot, [count, rows, classes]);
  const share = tensor3d(trainShare, [count, rows, 1]);
  return {
    seeds,
    labels: tensor2d(labels, [count, rows], "int32"),
    oneHot: oneHotTensor,
    trainShare: share,
    trainTargets: tidy(() => mul(oneHotTensor, share)),
    parts: tensor3d(parts, [count, 2, rows]),
  };
}

export function disposeWideTargets(targets: WideTargets): void {
  const { labels, oneHot, trainShare, trainTargets, parts } = targets;
  dispose([labels, oneHot, trainShare, trainTargets, parts]);
}

/**
 * E15 and its gradient in one pass, for every seed on its own: with z = logits - max, -log p(y) = log Σ exp z - z_y, and in training rows
 * ∂CE/∂logits = (softmax - onehot) / |I_tr|. Call inside tidy.
 *
 * @param logits [S, n, classes]
 */
export function wideMeasures(logits: Tensor3D, targets: WideTargets): WideMeasures {
  const { labels, oneHot, trainShare, trainTargets, parts } = targets;
  const shifted = sub<Tensor3D>(logits, max(logits, 2, true));
  const powers = exp(shifted);
  const total = sum<Tensor3D>(powers, 2, true); // [S, n, 1]
  const gradient = sub<Tensor3D>(mul(powers, div(trainShare, total)), trainTargets);
  const losses = sub<Tensor3D>(log(total), sum(mul(shifted, oneHot), 2, true));
  const predictions = argMax<Tensor2D>(logits, 2);
  const correct: Tensor3D = reshape(cast(equal(predictions, labels), "float32"), total.shape);
  const sums = batchMatMul(parts, concat([losses, correct], 2));
  return { gradient, sums, predictions };
}
