/** Linear systems known only by their products. */

export interface ConjugateGradientOptions {
  /** Stops when the residual's length is at most this share of the right side's. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * x of A x = b, A symmetric positive definite (Hestenes & Stiefel 1952), from x = 0, in float64.
 *
 * @param multiply returns A v, which may be overwritten by the next call
 * @returns [n]; the last iterate where the tolerance is not met
 */
export function conjugateGradients(
  multiply: (vector: Float64Array) => Float64Array,
  rightSide: Float64Array,
  { tolerance, maxIterations }: ConjugateGradientOptions,
): Float64Array {
  const n = rightSide.length;
  const x = new Float64Array(n);
  const residual = rightSide.slice();
  const direction = rightSide.slice();
  let squared = dot(residual, residual);
  const enough = tolerance ** 2 * squared;
  for (let iteration = 0; iteration < maxIterations && squared > enough; iteration++) {
    const product = multiply(direction);
    const step = squared / dot(direction, product);
    for (let i = 0; i < n; i++) {
      x[i]! += step * direction[i]!;
      residual[i]! -= step * product[i]!;
    }
    const next = dot(residual, residual);
    const keep = next / squared;
    for (let i = 0; i < n; i++) direction[i] = residual[i]! + keep * direction[i]!;
    squared = next;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
