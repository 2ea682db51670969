/** The ridge classifier: least squares with a penalty on ±1 targets, in closed form. */

import { packColumns, packedProducts, packRows } from "../../numeric/packed-products.ts";
import { rowProducts } from "../../numeric/row-products.ts";
import { solvePositiveDefinite } from "../../numeric/cholesky.ts";
import { chooseConfiguration } from "./choose-configuration.ts";
import type { Method } from "./method.ts";

/** Strengths as shares of the mean squared length of a centred row: 10^2 down to 10^-3.7 by 0.3, the strongest first. */
const SHARES = Array.from({ length: 20 }, (_, step) => 10 ** (2 - 0.3 * step));

interface RidgeFit {
  /** W [C, dimension] */
  readonly weights: Float32Array;
  /** b [C] */
  readonly bias: Float64Array;
}

interface RidgeRegression {
  /** Mean squared length of a centred row, the unit of sensible strengths; 0 for equal rows. */
  readonly meanSquare: number;
  /** @param strength λ > 0. O(m³ + m² C), m the smaller of n and dimension. */
  readonly fit: (strength: number) => RidgeFit;
}

/**
 * One-vs-all ridge regression: minimises Σ_i ||W x_i + b - y_i||² + λ ||W||², y_ic = 1 for the row's class and -1 otherwise, b without penalty, so
 * W is solved on centred rows and targets and b = ȳ - W x̄. Hoerl & Kennard 1970; scikit-learn's RidgeClassifier.
 * W = Yᵀ X (Xᵀ X + λ I)⁻¹ = ((X Xᵀ + λ I)⁻¹ Y)ᵀ X, by whichever matrix is smaller.
 *
 * @param rows X [n, dimension] @param labels [n] in [0, classCount)
 * @throws RangeError without a row
 */
export function ridgeRegression(
  rows: Float32Array,
  dimension: number,
  labels: Int32Array,
  classCount: number,
): RidgeRegression {
  const n = labels.length;
  if (n === 0) throw new RangeError("a ridge classifier needs training rows");
  const mean = new Float64Array(dimension);
  rows.forEach((value, index) => (mean[index % dimension]! += value / n));
  const centred = Float64Array.from(rows, (value, index) => value - mean[index % dimension]!);
  const targetMean = classMeansOfTargets(labels, classCount);
  /** Yᵀ [C, n] */
  const targets = Float64Array.from({ length: classCount * n }, (_, index) => {
    const c = Math.floor(index / n);
    return (labels[index % n] === c ? 1 : -1) - targetMean[c]!;
  });
  const dual = n < dimension;
  const size = dual ? n : dimension;
  const gram = product(
    dual ? packRows(centred, dimension, 0, n) : packColumns(centred, n, dimension),
  );
  const byColumns = packColumns(centred, n, dimension);
  const rightSides = dual ? targets : crossProduct(packRows(targets, n, 0, classCount), byColumns);
  return {
    meanSquare: centred.reduce((sum, value) => sum + value * value, 0) / n,
    fit: (strength) => {
      const penalised = gram.slice();
      for (let i = 0; i < size; i++) penalised[i * size + i]! += strength;
      const solved = solvePositiveDefinite(penalised, size, rightSides);
      const weights = dual ? crossProduct(packRows(solved, n, 0, classCount), byColumns) : solved;
      const bias = targetMean.map((target, c) =>
        mean.reduce((sum, x, k) => sum - x * weights[c * dimension + k]!, target),
      );
      return { weights: Float32Array.from(weights), bias };
    },
  };
}

type Packed = ReturnType<typeof packRows>;

/** ȳ [C] */
function classMeansOfTargets(labels: Int32Array, classCount: number): Float64Array {
  const means = new Float64Array(classCount).fill(-1);
  for (const label of labels) means[label]! += 2 / labels.length;
  return means;
}

function product(packed: Packed): Float64Array {
  return crossProduct(packed, packed);
}

/** a bᵀ, [a.rows, b.rows] */
function crossProduct(a: Packed, b: Packed): Float64Array {
  const padded = new Float64Array(a.paddedRows * b.paddedRows);
  packedProducts(a, b, padded);
  const result = new Float64Array(a.rows * b.rows);
  for (let row = 0; row < a.rows; row++) {
    const start = row * b.paddedRows;
    result.set(padded.subarray(start, start + b.rows), row * b.rows);
  }
  return result;
}

/** Tuned: λ over 20 strengths, from 100 times the mean squared length of a centred row down to 2e-4 of it; of equal ones the stronger. */
export const ridgeClassifier: Method = {
  id: "ridge",
  name: "Ridge classifier",
  scope: "inductive",
  needsClassTexts: false,
  source: "Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634",
  run: async function* (problem, { kernels, clock }) {
    const startMs = clock();
    const { features, trainLabels, classCount } = problem;
    const { dimension } = features;
    const regression = ridgeRegression(features.train, dimension, trainLabels, classCount);
    const fits = new Map<number, RidgeFit>();
    const fitAt = (share: number): RidgeFit => {
      const known = fits.get(share) ?? regression.fit(strengthOf(share));
      fits.set(share, known);
      return known;
    };
    // Equal rows leave nothing to weigh, and any strength the same W = 0.
    const strengthOf = (share: number): number => share * (regression.meanSquare || 1);
    const parameters = classCount * (dimension + 1);
    const run = yield* chooseConfiguration(
      problem,
      {
        method: ridgeClassifier,
        configurations: SHARES,
        tuned: (share) => ({ "log10 λ": Math.log10(strengthOf(share)) }),
        scores: (share, part) => {
          const { weights, bias } = fitAt(share);
          return rowProducts(kernels, features[part], weights, dimension).map(
            (score, index) => score + bias[index % classCount]!,
          );
        },
        storedNumbers: parameters,
      },
      clock,
      startMs,
    );
    return { ...run, parameters };
  },
};
