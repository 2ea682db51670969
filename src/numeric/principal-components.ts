/** Scores of the first principal components of a matrix, by orthogonal iteration. */

import { gatherRows } from "./gather-rows.ts";
import { createRandom } from "./random.ts";

/** Columns iterated on: the two or three wanted ones converge as fast as the first of the others is smaller. */
const BLOCK = 4;
const MAX_ITERATIONS = 60;
/** Directions of more rows are those of so many of them, evenly spaced: what that turns is not seen in a drawing. */
const MOST_ROWS = 8192;
/** Squared sine of the angle that a direction may still turn in one iteration: a hundredth of a pixel of a drawing. */
const CONVERGED = 1e-9;

/**
 * Scores Y = (X - 1 m) V of the first principal components; V holds the leading eigenvectors of the covariance of X, m the mean row.
 * Orthogonal iteration from a fixed start, until the directions stand still or 60 iterations; of more than 8,192 rows on some of them. The sign of a direction is chosen so that its
 * entry of largest magnitude is positive, so equal inputs give equal scores.
 *
 * @param values X [rows, width] row-major
 * @param count number of components, at most 3; a component beyond the rank of X scores 0
 * @returns [rows, count] float64. O(min(rows, 8,192) x width) an iteration.
 * @throws RangeError unless count is 1, 2 or 3
 */
export function principalComponents(
  values: Float32Array,
  rows: number,
  width: number,
  count: number,
): Float64Array {
  if (![1, 2, 3].includes(count)) throw new RangeError(`${count} principal components`);
  const directions = leadingDirections(someRows(values, rows, width), width, count);
  const scores = new Float64Array(rows * BLOCK);
  project(values, columnMeans(values, rows, width), directions, scores);
  return Float64Array.from(
    { length: rows * count },
    (_, i) => scores[Math.floor(i / count) * BLOCK + (i % count)]!,
  );
}

function someRows(values: Float32Array, rows: number, width: number): Float32Array {
  if (rows <= MOST_ROWS) return values;
  const places = Array.from({ length: MOST_ROWS }, (_, i) => Math.floor((i * rows) / MOST_ROWS));
  return gatherRows(values, width, places);
}

/** [width, BLOCK], of which the first `count` columns stand still. */
function leadingDirections(values: Float32Array, width: number, count: number): Float64Array {
  const rows = width === 0 ? 0 : values.length / width;
  const mean = columnMeans(values, rows, width);
  let directions = startDirections(width);
  const scores = new Float64Array(rows * BLOCK);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    project(values, mean, directions, scores);
    const next = backProject(values, scores, width);
    orthonormalise(next, width);
    const turned = largestTurn(directions, next, count);
    directions = next;
    if (turned < CONVERGED) break;
  }
  chooseSigns(directions, width);
  return directions;
}

function columnMeans(values: Float32Array, rows: number, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let i = 0; i < rows * width; i++) mean[i % width]! += values[i]! / rows;
  return mean;
}

/** [width, BLOCK], orthonormal columns. */
function startDirections(width: number): Float64Array {
  const random = createRandom(1);
  const directions = Float64Array.from({ length: width * BLOCK }, () => random.normal());
  orthonormalise(directions, width);
  return directions;
}

/** scores = (X - 1 m) V, all columns of a row at once. */
function project(
  values: Float32Array,
  mean: Float64Array,
  directions: Float64Array,
  scores: Float64Array,
): void {
  const width = mean.length;
  for (let row = 0; row < scores.length / BLOCK; row++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < width; k++) {
      const x = values[row * width + k]! - mean[k]!;
      s0 += x * directions[k * BLOCK]!;
      s1 += x * directions[k * BLOCK + 1]!;
      s2 += x * directions[k * BLOCK + 2]!;
      s3 += x * directions[k * BLOCK + 3]!;
    }
    scores.set([s0, s1, s2, s3], row * BLOCK);
  }
}

/** (X - 1 m)^T Y; the mean drops out, since the scores of each column sum to zero. */
function backProject(values: Float32Array, scores: Float64Array, width: number): Float64Array {
  const directions = new Float64Array(width * BLOCK);
  for (let row = 0; row < scores.length / BLOCK; row++) {
    const s0 = scores[row * BLOCK]!;
    const s1 = scores[row * BLOCK + 1]!;
    const s2 = scores[row * BLOCK + 2]!;
    const s3 = scores[row * BLOCK + 3]!;
    for (let k = 0; k < width; k++) {
      const x = values[row * width + k]!;
      directions[k * BLOCK]! += x * s0;
      directions[k * BLOCK + 1]! += x * s1;
      directions[k * BLOCK + 2]! += x * s2;
      directions[k * BLOCK + 3]! += x * s3;
    }
  }
  return directions;
}

/** Gram-Schmidt on the columns; one that depends on the columns before it becomes zero. */
function orthonormalise(directions: Float64Array, width: number): void {
  for (let column = 0; column < BLOCK; column++) {
    const before = columnDot(directions, directions, column, column, width);
    // Twice: once leaves rounding errors as large as the columns are alike.
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < column; other++) {
        const overlap = columnDot(directions, directions, other, column, width);
        for (let k = 0; k < width; k++) {
          directions[k * BLOCK + column]! -= overlap * directions[k * BLOCK + other]!;
        }
      }
    }
    const squares = columnDot(directions, directions, column, column, width);
    const scale = squares > 1e-20 * before ? 1 / Math.sqrt(squares) : 0;
    for (let k = 0; k < width; k++) directions[k * BLOCK + column]! *= scale;
  }
}

function columnDot(
  a: Float64Array,
  b: Float64Array,
  columnA: number,
  columnB: number,
  width: number,
): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += a[k * BLOCK + columnA]! * b[k * BLOCK + columnB]!;
  return sum;
}

/** Largest squared sine between the old and new direction of the wanted columns. */
function largestTurn(old: Float64Array, next: Float64Array, count: number): number {
  const width = old.length / BLOCK;
  let largest = 0;
  for (let column = 0; column < count; column++) {
    const length = columnDot(next, next, column, column, width);
    const cosine = columnDot(old, next, column, column, width);
    largest = Math.max(largest, length - cosine * cosine);
  }
  return largest;
}

function chooseSigns(directions: Float64Array, width: number): void {
  for (let column = 0; column < BLOCK; column++) {
    let largest = 0;
    for (let k = 0; k < width; k++) {
      const value = directions[k * BLOCK + column]!;
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
    if (largest >= 0) continue;
    for (let k = 0; k < width; k++) directions[k * BLOCK + column]! *= -1;
  }
}
