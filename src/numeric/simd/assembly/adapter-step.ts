/**
 * The Graph Adapter's whole training step, E9 to E15 and E23, with P = X D + 1 b_d, M = act(Â P W + 1 b_g), logits = [X V] + M (U V) + 1 (b_u V + b_v),
 * U standing for the up projection U_p. Â comes in as the rows of Â X and the row sums s = Â 1 alone.
 *
 * Once a step F = D W, f = b_d W, T = U V and c = b_u V + b_v are folded, so that M = act((Â X) F + s f + b_g) and logits = [X V] + M T + c.
 * Sizes are multiples of eight; filled entries start at 0 and their gradients are exactly 0, but for the filled classes' biases, which the caller sets
 * far below any logit.
 */

import { allocate } from "./arena";
import { crossEntropy, largestClasses } from "./cross-entropy";
import { transpose } from "./panels";
import { product, multiplyAdd } from "./products";
import { columnSums, outerProduct, vectorProduct } from "./vectors";

// Parameters one after the other: P8(D) [d, r], P8(W) [r, r], P8(Uᵀ) [d, r], P8(V) [d, c], b_d [r], b_g [r], b_u [d], b_v [c].
let d: i32 = 0;
let r: i32 = 0;
let c: i32 = 0;
let residual: bool = false;
let rectified: bool = false;
let size: i32 = 0;
let parameters: usize = 0;
let gradients: usize = 0;
let first: usize = 0;
let second: usize = 0;
let kept: usize = 0;
let toW: usize = 0;
let toU: usize = 0;
let toV: usize = 0;
let toBd: usize = 0;
let toBg: usize = 0;
let toBu: usize = 0;
let toBv: usize = 0;

// Folded weights, and room for transposes.
let foldedDown: usize = 0; // P8(F) [d, r]
let foldedHead: usize = 0; // P8(T) [r, c]
let foldedDownBias: usize = 0; // f [r]
let foldedHeadBias: usize = 0; // c [c]
let wide: usize = 0; // [d, r]
let wideSecond: usize = 0; // [d, r]
let square: usize = 0; // [r, r]
let headTransposed: usize = 0; // [c, d]
let narrow: usize = 0; // [r, c]
let narrowTransposed: usize = 0; // [c, r]
let summed: usize = 0; // [r]

// Of as many rows as the largest part has.
let active: usize = 0; // P8(M) [n, r]
let activeTransposed: usize = 0; // P8(Mᵀ) [r, n]
let logits: usize = 0; // P8(Z) [n, c], then its gradient
let logitsTransposed: usize = 0; // [c, n]
let hidden: usize = 0; // gradient by Â P W [n, r]

/**
 * Takes room for the model and for parts of up to `rows` rows, and clears nothing.
 *
 * @returns the address of the parameters; 0 without memory. Gradients follow `parameterCount` numbers behind.
 */
export function openAdapter(
  dimension: i32,
  bottleneck: i32,
  classes: i32,
  rows: i32,
  withResidual: bool,
  withRelu: bool,
): usize {
  d = dimension;
  r = bottleneck;
  c = classes;
  residual = withResidual;
  rectified = withRelu;
  size = d * r + r * r + r * d + d * c + r + r + d + c;
  const scratch = 3 * d * r + r * r + d * c + 3 * r * c + 2 * r + c;
  const perRow = 3 * r + 2 * c;
  const numbers = <i64>5 * size + scratch + <i64>rows * perRow;
  if (numbers > <i64>u32.MAX_VALUE) return 0;
  const start = allocate(<u32>numbers);
  if (start === 0) return 0;
  parameters = start;
  gradients = after(parameters, size);
  first = after(gradients, size);
  second = after(first, size);
  kept = after(second, size);
  toW = after(0, d * r);
  toU = after(toW, r * r);
  toV = after(toU, r * d);
  toBd = after(toV, d * c);
  toBg = after(toBd, r);
  toBu = after(toBg, r);
  toBv = after(toBu, d);
  placeScratch(after(kept, size), rows);
  return parameters;
}

function after(address: usize, numbers: i32): usize {
  return address + ((<usize>numbers) << 2);
}

function placeScratch(start: usize, rows: i32): void {
  foldedDown = start;
  foldedHead = after(foldedDown, d * r);
  foldedDownBias = after(foldedHead, r * c);
  foldedHeadBias = after(foldedDownBias, r);
  wide = after(foldedHeadBias, c);
  wideSecond = after(wide, d * r);
  square = after(wideSecond, d * r);
  headTransposed = after(square, r * r);
  narrow = after(headTransposed, d * c);
  narrowTransposed = after(narrow, r * c);
  summed = after(narrowTransposed, r * c);
  active = after(summed, r);
  activeTransposed = after(active, rows * r);
  logits = after(activeTransposed, rows * r);
  logitsTransposed = after(logits, rows * c);
  hidden = after(logitsTransposed, rows * c);
}

/** Numbers in the parameters, in their gradients, in each moment. */
export function parameterCount(): i32 {
  return size;
}

/** Clears the moments of Adam and folds the parameters that were written. */
export function startAdapter(): void {
  memory.fill(first, 0, (<usize>size) << 2);
  memory.fill(second, 0, (<usize>size) << 2);
  fold();
}

/** Sets the parameters aside. */
export function keepParameters(): void {
  memory.copy(kept, parameters, (<usize>size) << 2);
}

/** Back to the parameters set aside. */
export function restoreParameters(): void {
  memory.copy(parameters, kept, (<usize>size) << 2);
  fold();
}

function fold(): void {
  const w = parameters + toW;
  const v = parameters + toV;
  transpose(parameters, d, r, wide);
  product(wide, w, foldedDown, d, r, r, false); // D W
  product(parameters + toU, v, foldedHead, r, c, d, false); // U V
  vectorProduct(parameters + toBd, w, r, r, 0, foldedDownBias); // b_d W
  vectorProduct(parameters + toBu, v, d, c, parameters + toBv, foldedHeadBias); // b_u V + b_v
}

/**
 * Logits of n nodes, n a multiple of eight.
 *
 * @param features P8(Xᵀ) [d, n] @param aggregated P8((Â X)ᵀ) [d, n] @param ones Â 1 [n]
 */
function forward(features: usize, aggregated: usize, ones: usize, n: i32): void {
  outerProduct(ones, foldedDownBias, parameters + toBg, n, r, active);
  product(aggregated, foldedDown, active, n, r, d, true);
  if (rectified) {
    const zero = f32x4.splat(0);
    const end = after(active, n * r);
    for (let p = active; p < end; p += 16) v128.store(p, f32x4.max(v128.load(p), zero));
  }
  transpose(active, n, r, activeTransposed);
  outerProduct(0, 0, foldedHeadBias, n, c, logits);
  if (residual) product(features, parameters + toV, logits, n, c, d, true);
  product(activeTransposed, foldedHead, logits, n, c, r, true);
}

/** Mean cross-entropy of the first `rows` of n nodes; their likeliest classes go to `classes`, int32 [rows]. */
export function evaluate(
  features: usize,
  aggregated: usize,
  ones: usize,
  labels: usize,
  rows: i32,
  n: i32,
  classes: usize,
): f64 {
  forward(features, aggregated, ones, n);
  largestClasses(logits, rows, n, c, classes);
  return crossEntropy(logits, labels, rows, n, c, false);
}

/** The likeliest classes of the first `rows` of n nodes, int32 [rows]. */
export function predict(
  features: usize,
  aggregated: usize,
  ones: usize,
  rows: i32,
  n: i32,
  classes: usize,
): void {
  forward(features, aggregated, ones, n);
  largestClasses(logits, rows, n, c, classes);
}

/**
 * Mean cross-entropy of the first `rows` of n nodes, and its gradient by every parameter.
 *
 * @param features P8(Xᵀ) [d, n] @param rowFeatures P8(X) [n, d] @param aggregated P8((Â X)ᵀ) [d, n] @param rowAggregated P8(Â X) [n, d]
 */
export function lossAndGradients(
  features: usize,
  rowFeatures: usize,
  aggregated: usize,
  rowAggregated: usize,
  ones: usize,
  labels: usize,
  rows: i32,
  n: i32,
): f64 {
  forward(features, aggregated, ones, n);
  const loss = crossEntropy(logits, labels, rows, n, c, true);
  headGradients(rowFeatures, n);
  const v = parameters + toV;
  transpose(v, d, c, headTransposed);
  transpose(narrow, r, c, narrowTransposed);
  product(headTransposed, narrowTransposed, gradients + toU, d, r, c, false); // ∂Uᵀ = V ∂Tᵀ
  vectorProduct(gradients + toBv, headTransposed, c, d, 0, gradients + toBu); // ∂b_u = V ∂b_v
  transpose(logits, n, c, logitsTransposed);
  transpose(foldedHead, r, c, narrowTransposed);
  product(logitsTransposed, narrowTransposed, hidden, n, r, c, false); // ∂M = ∂Z Tᵀ
  if (rectified) {
    const zero = f32x4.splat(0);
    const end = after(0, n * r);
    for (let o: usize = 0; o < end; o += 16) {
      const passes = f32x4.gt(v128.load(active + o), zero);
      v128.store(hidden + o, v128.and(v128.load(hidden + o), passes));
    }
  }
  downGradients(rowAggregated, ones, n);
  return loss;
}

/** ∂b_v, ∂T (left in `narrow`) and ∂V = b_u ∂b_vᵀ + Xᵀ ∂Z + Uᵀ ∂T, the middle term with the residual only. */
function headGradients(rowFeatures: usize, n: i32): void {
  const ofHead = gradients + toV;
  columnSums(logits, n, c, gradients + toBv);
  product(active, logits, narrow, r, c, n, false); // ∂T = Mᵀ ∂Z
  outerProduct(parameters + toBu, gradients + toBv, 0, d, c, ofHead);
  if (residual) product(rowFeatures, logits, ofHead, d, c, n, true);
  transpose(parameters + toU, d, r, wide);
  product(wide, narrow, ofHead, d, c, r, true);
}

/** With E = (Â X)ᵀ ∂(Â P W) and q = ∂(Â P W)ᵀ s: ∂D = E Wᵀ, ∂W = b_d qᵀ + Dᵀ E, ∂b_d = W q, ∂b_g the column sums. */
function downGradients(rowAggregated: usize, ones: usize, n: i32): void {
  const ofGcn = gradients + toW;
  columnSums(hidden, n, r, gradients + toBg);
  vectorProduct(ones, hidden, n, r, 0, summed);
  product(rowAggregated, hidden, wide, d, r, n, false);
  transpose(wide, d, r, wideSecond);
  transpose(parameters + toW, r, r, square);
  product(wideSecond, square, gradients, d, r, r, false);
  outerProduct(parameters + toBd, summed, 0, r, r, ofGcn);
  product(parameters, wide, ofGcn, r, r, d, true);
  vectorProduct(summed, square, r, r, 0, gradients + toBd);
}

/**
 * θ <- θ - rate M / (√V + epsilon), M <- β₁ M + g, V <- β₂ V + g²: E23 with the constants of the step gathered in `rate` and `epsilon`.
 * Folds the new parameters.
 */
export function updateParameters(rate: f32, epsilon: f32): void {
  const beta1 = f32x4.splat(0.9);
  const beta2 = f32x4.splat(0.999);
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  const end = (<usize>size) << 2;
  for (let o: usize = 0; o < end; o += 16) {
    const g = v128.load(gradients + o);
    const m = multiplyAdd(beta1, v128.load(first + o), g);
    const v = multiplyAdd(beta2, v128.load(second + o), f32x4.mul(g, g));
    v128.store(first + o, m);
    v128.store(second + o, v);
    const change = f32x4.div(m, f32x4.add(f32x4.sqrt(v), epsilons));
    v128.store(parameters + o, f32x4.sub(v128.load(parameters + o), f32x4.mul(rates, change)));
  }
  fold();
}
