/** The Graph Adapters of several seeds at once: forward and backward pass written out over a batch, for a GPU that is better at few large products. */

import type { AdapterSettings } from "../artifacts.ts";
import {
  add,
  batchMatMul,
  concat,
  mul,
  relu,
  reshape,
  slice,
  step,
  tidy,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "../tensor.ts";
import type { WideLayout } from "./wide-layout.ts";

/** Rows of S seeds, padded to the same number n; widths as the layout's `features`. */
export interface WideExamples {
  /** X [S, n, features]: [x, 1, 0, ...] */
  readonly features: Tensor3D;
  /** Â X and Â 1 [S, n, features]: [Σ_j Â_ij x_j, Σ_j Â_ij, 1, 0, ...]; rows that are only padding are 0. */
  readonly aggregated: Tensor3D;
}

/** D', W', U', V' of every seed, [S, rows, columns]. */
export interface WideMatrices {
  readonly down: Tensor3D;
  readonly gcn: Tensor3D;
  readonly up: Tensor3D;
  readonly head: Tensor3D;
}

export interface WideForward {
  /** F = D' W' [S, features, hidden] */
  readonly folded: Tensor3D;
  /** M' [S, n, hidden]; its column R is 1. */
  readonly active: Tensor3D;
  /** T = U' V' [S, hidden, classes] */
  readonly upHead: Tensor3D;
  /** [S, n, classes]; classes that are only padding are near -1e9. */
  readonly logits: Tensor3D;
}

type WideSettings = Pick<AdapterSettings, "residual" | "activation">;

/** Cuts the parameters [S, size] into their matrices. The caller disposes them, or calls inside tidy. */
export function wideMatrices(layout: WideLayout, parameters: Tensor2D): WideMatrices {
  const { features, hidden, classes, offsets } = layout;
  const matrix = (offset: number, rows: number, columns: number): Tensor3D =>
    tidy(() => reshape(slice(parameters, [0, offset], [-1, rows * columns]), [-1, rows, columns]));
  return {
    down: matrix(offsets[0], features, hidden),
    gcn: matrix(offsets[1], hidden, hidden),
    up: matrix(offsets[2], hidden, features),
    head: matrix(offsets[3], features, classes),
  };
}

/**
 * M' = act(Â X (D' W')), logits = X V' + M' (U' V'), without X V' when there is no residual: E9 to E13 of every seed, with both folds.
 * Call inside tidy.
 */
export function wideForward(
  { down, gcn, up, head }: WideMatrices,
  { features, aggregated }: WideExamples,
  settings: WideSettings,
): WideForward {
  const folded = batchMatMul(down, gcn);
  const hidden = batchMatMul(aggregated, folded);
  const active = settings.activation === "relu" ? relu(hidden) : hidden;
  const upHead = batchMatMul(up, head);
  const adapted = batchMatMul(active, upHead);
  const logits = settings.residual ? add<Tensor3D>(batchMatMul(features, head), adapted) : adapted;
  return { folded, active, upHead, logits };
}

/**
 * ∂L/∂parameters from Q = ∂L/∂logits, constants and padding included, whose entries mean nothing and are to be masked:
 *
 *     ∂T = M'ᵀ Q,  ∂U' = ∂T V'ᵀ,  ∂V' = U'ᵀ ∂T (+ Xᵀ Q with the residual),
 *     E = (Â X)ᵀ (Q Tᵀ ∘ act'),  ∂D' = E W'ᵀ,  ∂W' = D'ᵀ E.
 *
 * @param logitsGradient Q [S, n, classes], 0 in rows that do not count @returns [S, size]. Call inside tidy.
 */
export function wideGradient(
  { down, gcn, up, head }: WideMatrices,
  { features, aggregated }: WideExamples,
  { active, upHead }: WideForward,
  logitsGradient: Tensor3D,
  settings: WideSettings,
): Tensor2D {
  const upHeadGradient = batchMatMul(active, logitsGradient, "left");
  const upGradient = batchMatMul(upHeadGradient, head, "right");
  const adaptedHead = batchMatMul(up, upHeadGradient, "left");
  const headGradient = settings.residual
    ? add<Tensor>(batchMatMul(features, logitsGradient, "left"), adaptedHead)
    : adaptedHead;
  const activeGradient = batchMatMul(logitsGradient, upHead, "right");
  const hiddenGradient =
    settings.activation === "relu" ? mul<Tensor3D>(activeGradient, step(active)) : activeGradient;
  const foldedGradient = batchMatMul(aggregated, hiddenGradient, "left");
  const downGradient = batchMatMul(foldedGradient, gcn, "right");
  const gcnGradient = batchMatMul(down, foldedGradient, "left");
  const seeds = logitsGradient.shape[0];
  return concat(
    [downGradient, gcnGradient, upGradient, headGradient].map((gradient) =>
      reshape(gradient, [seeds, -1]),
    ),
    1,
  );
}
