/** The Graph Adapter's parameters before training, on typed arrays. */

import { childSeed, createRandom } from "../../numeric/random.ts";
import type { AdapterShape } from "./parameter-count.ts";

/** Row-major */
export interface WeightValues {
  /** [in, out] */
  readonly shape: [number, number];
  readonly values: Float32Array;
}

/** D, b_d, W, b_g, U_p, b_u, V, b_v of E9 to E13. */
export interface AdapterParameterValues {
  readonly downWeight: WeightValues;
  readonly downBias: Float32Array;
  readonly gcnWeight: WeightValues;
  readonly gcnBias: Float32Array;
  readonly upWeight: WeightValues;
  readonly upBias: Float32Array;
  readonly headWeight: WeightValues;
  readonly headBias: Float32Array;
}

/**
 * Glorot-uniform weights, U(-a, a) with a = √(6 / (in + out)) (Glorot & Bengio 2010, eq. 16), and zero biases.
 * With the residual on, the up projection starts at 0 too, so that training starts at the linear classifier X V + b_v.
 *
 * Each weight has its own stream of the seed: a switch of the model changes no other weight, and every threshold starts from the same ones.
 */
export function initialParameters(
  shape: AdapterShape,
  residual: boolean,
  runSeed: number,
): AdapterParameterValues {
  const { featureDimension: d, bottleneckDimension: r, classCount: c } = shape;
  const weight = (name: string, rows: number, columns: number): WeightValues => ({
    shape: [rows, columns],
    values: glorotUniform(rows, columns, childSeed(runSeed, "initial parameters", name)),
  });
  return {
    downWeight: weight("down", d, r),
    downBias: new Float32Array(r),
    gcnWeight: weight("gcn", r, r),
    gcnBias: new Float32Array(r),
    upWeight: residual ? { shape: [r, d], values: new Float32Array(r * d) } : weight("up", r, d),
    upBias: new Float32Array(d),
    headWeight: weight("head", d, c),
    headBias: new Float32Array(c),
  };
}

/** Parameters in the shapes of others. @param valuesOf row-major */
export function parameterValues(
  { downWeight, gcnWeight, upWeight, headWeight }: AdapterParameterValues,
  valuesOf: (name: keyof AdapterParameterValues) => Float32Array,
): AdapterParameterValues {
  return {
    downWeight: { shape: downWeight.shape, values: valuesOf("downWeight") },
    downBias: valuesOf("downBias"),
    gcnWeight: { shape: gcnWeight.shape, values: valuesOf("gcnWeight") },
    gcnBias: valuesOf("gcnBias"),
    upWeight: { shape: upWeight.shape, values: valuesOf("upWeight") },
    upBias: valuesOf("upBias"),
    headWeight: { shape: headWeight.shape, values: valuesOf("headWeight") },
    headBias: valuesOf("headBias"),
  };
}

function glorotUniform(rows: number, columns: number, seed: number): Float32Array {
  const limit = Math.sqrt(6 / (rows + columns));
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * columns }, () => (2 * random.uniform() - 1) * limit);
}
