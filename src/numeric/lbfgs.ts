/** Minimises a smooth function of many variables from its values and gradients. */

/** Returns f(x) and writes ∇f(x) into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Stops when no entry of the gradient is larger. */
  readonly gradientTolerance: number;
}

export interface LbfgsResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly evaluations: number;
  /** True when the gradient met its tolerance or the value stood still to rounding. */
  readonly converged: boolean;
}

/** Pairs of steps and gradient changes that stand for the curvature; scikit-learn and SciPy keep as many. */
const MEMORY = 10;
/** Sufficient decrease and curvature, Nocedal & Wright 2006, section 3.1. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MAX_TRIALS = 40;
/** A change of the value below this share of it is rounding. */
const VALUE_TOLERANCE = 64 * 2 ** -52;

/**
 * Limited-memory BFGS with a line search for the weak Wolfe conditions (Nocedal & Wright 2006, algorithms 7.4 and 7.5), in float64.
 *
 * @param start [n], left unchanged
 * @throws RangeError if the objective is not finite at the start
 */
export function minimizeLbfgs(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions,
): LbfgsResult {
  let evaluations = 0;
  const evaluate = (x: Float64Array): Point => {
    const gradient = new Float64Array(x.length);
    evaluations++;
    return { x, gradient, value: objective(x, gradient) };
  };
  let point = evaluate(start.slice());
  if (!Number.isFinite(point.value)) throw new RangeError(`objective ${point.value} at the start`);
  const history: Pair[] = [];
  const done = (iterations: number, converged: boolean): LbfgsResult => {
    return { x: point.x, value: point.value, iterations, evaluations, converged };
  };
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    if (largestMagnitude(point.gradient) <= options.gradientTolerance) return done(iteration, true);
    const direction = descentDirection(point.gradient, history);
    const firstStep =
      history.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(point.gradient, point.gradient)));
    const next = searchLine(evaluate, point, direction, firstStep);
    if (next === null) return done(iteration, false);
    remember(history, point, next);
    const decrease = point.value - next.value;
    const size = Math.max(Math.abs(point.value), Math.abs(next.value), 1);
    point = next;
    if (decrease <= VALUE_TOLERANCE * size) return done(iteration + 1, true);
  }
  return done(options.maxIterations, false);
}

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/** A step and the change of gradient along it. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** step · change, positive. */
  readonly product: number;
}

function remember(history: Pair[], from: Point, to: Point): void {
  const step = to.x.map((value, i) => value - from.x[i]!);
  const change = to.gradient.map((value, i) => value - from.gradient[i]!);
  const product = dot(step, change);
  // Rounding can spoil the positive curvature that the line search secured; such a pair would turn the direction uphill.
  if (!(product > 1e-14 * dot(change, change))) return;
  history.push({ step, change, product });
  if (history.length > MEMORY) history.shift();
}

/** -H ∇f by the two-loop recursion, H the inverse curvature that the remembered pairs imply. */
function descentDirection(gradient: Float64Array, history: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const weights = new Float64Array(history.length);
  for (let k = history.length - 1; k >= 0; k--) {
    const { step, change, product } = history[k]!;
    weights[k] = dot(step, direction) / product;
    addScaled(direction, -weights[k]!, change);
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = last.product / dot(last.change, last.change);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (let k = 0; k < history.length; k++) {
    const { step, change, product } = history[k]!;
    addScaled(direction, weights[k]! - dot(change, direction) / product, step);
  }
  return direction;
}

/** A point along the direction with enough decrease and a flatter slope, by bracketing; null when rounding leaves none. */
function searchLine(
  evaluate: (x: Float64Array) => Point,
  from: Point,
  direction: Float64Array,
  firstStep: number,
): Point | null {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return null;
  let low = 0;
  let high = Infinity;
  let step = firstStep;
  for (let trial = 0; trial < MAX_TRIALS; trial++) {
    const x = from.x.slice();
    addScaled(x, step, direction);
    const point = evaluate(x);
    if (!(point.value <= from.value + DECREASE * step * slope)) {
      high = step;
      step = low + (high - low) * shrink(from.value, slope, step, point.value, low);
    } else if (dot(point.gradient, direction) < CURVATURE * slope) {
      low = step;
      step = high === Infinity ? 2 * step : (low + high) / 2;
    } else {
      return point;
    }
  }
  return null;
}

/** Share of the bracket to try next: the minimum of the parabola through the start and the failed step, kept inside the bracket. */
function shrink(value: number, slope: number, step: number, failed: number, low: number): number {
  const minimum = (-slope * step * step) / (2 * (failed - value - slope * step));
  const share = (minimum - low) / (step - low);
  return Number.isFinite(share) ? Math.min(0.9, Math.max(0.1, share)) : 0.5;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, factor: number, vector: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * vector[i]!;
}

function largestMagnitude(vector: Float64Array): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  return largest;
}
