/**
 * The adapters of several seeds as one batch of four matrices: every bias is a row of its weight, so that one product does both, and all parameters
 * of a seed lie in one row of one tensor, so that one update moves them all.
 */

import { parameterValues, type AdapterParameterValues } from "./initial-parameters.ts";
import type { AdapterShape } from "./parameter-count.ts";

/**
 * With [x, 1] as input and a constant 1 carried along, E9 to E13 are products of
 *
 *     D' = [D 0; b_d 0; 0 1]   W' = [W 0; b_g 1]   U' = [U_p 0 0; b_u 0 1]   V' = [V; 0; b_v]
 *
 * of which the entries written 0 and 1 are never trained. Widths are rounded up to a multiple of 4, which WebGPU's faster products ask for; classes
 * that are only padding have a bias of -1e9, so that their probability is exactly 0.
 */
export interface WideLayout {
  readonly shape: AdapterShape;
  /** D' = [features, hidden], W' = [hidden, hidden], U' = [hidden, features], V' = [features, classes] */
  readonly features: number;
  readonly hidden: number;
  readonly classes: number;
  /** Where D', W', U', V' begin within a seed's parameters. */
  readonly offsets: readonly [number, number, number, number];
  /** Numbers a seed, constants and padding included. */
  readonly size: number;
}

const PADDED_CLASS = -1e9;

export function wideLayout(shape: AdapterShape): WideLayout {
  const features = multipleOfFour(shape.featureDimension + 2);
  const hidden = multipleOfFour(shape.bottleneckDimension + 1);
  const classes = multipleOfFour(shape.classCount);
  const gcn = features * hidden;
  const up = gcn + hidden * hidden;
  const head = up + hidden * features;
  const size = head + features * classes;
  return { shape, features, hidden, classes, offsets: [0, gcn, up, head], size };
}

/** Column of the inputs that is 1 in X and Â 1 in Â X: the rows of D' hold b_d there. */
export function onesColumn({ shape }: WideLayout): number {
  return shape.featureDimension;
}

/** Column of the inputs that is 0 in X and 1 in Â X, which carries the constant of the later biases. */
export function constantColumn({ shape }: WideLayout): number {
  return shape.featureDimension + 1;
}

/** Where a parameter [rows, columns] lies within a seed's numbers: row i at start + i * stride. */
export interface ParameterPlace {
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

export function parameterPlaces(
  layout: WideLayout,
): Readonly<Record<keyof AdapterParameterValues, ParameterPlace>> {
  const { features, hidden, classes, offsets } = layout;
  const { featureDimension: d, bottleneckDimension: r, classCount: c } = layout.shape;
  const place = (matrix: 0 | 1 | 2 | 3, stride: number) => {
    return (row: number, rows: number, columns: number): ParameterPlace => ({
      start: offsets[matrix] + row * stride,
      rows,
      columns,
      stride,
    });
  };
  const [down, gcn] = [place(0, hidden), place(1, hidden)];
  const [up, head] = [place(2, features), place(3, classes)];
  return {
    downWeight: down(0, d, r),
    downBias: down(onesColumn(layout), 1, r),
    gcnWeight: gcn(0, r, r),
    gcnBias: gcn(r, 1, r),
    upWeight: up(0, r, d),
    upBias: up(r, 1, d),
    headWeight: head(0, d, c),
    headBias: head(constantColumn(layout), 1, c),
  };
}

/** One seed's parameters with constants and padding, [size]. */
export function packParameters(layout: WideLayout, initial: AdapterParameterValues): Float32Array {
  const packed = new Float32Array(layout.size);
  const places = parameterPlaces(layout);
  const put = (place: ParameterPlace, values: Float32Array): void => {
    const { start, rows, columns, stride } = place;
    for (let row = 0; row < rows; row++) {
      packed.set(values.subarray(row * columns, (row + 1) * columns), start + row * stride);
    }
  };
  put(places.downWeight, initial.downWeight.values);
  put(places.downBias, initial.downBias);
  put(places.gcnWeight, initial.gcnWeight.values);
  put(places.gcnBias, initial.gcnBias);
  put(places.upWeight, initial.upWeight.values);
  put(places.upBias, initial.upBias);
  put(places.headWeight, initial.headWeight.values);
  put(places.headBias, initial.headBias);
  const { features, hidden, classes, shape, offsets } = layout;
  const { bottleneckDimension: r, classCount } = shape;
  const constant = constantColumn(layout);
  packed[offsets[0] + constant * hidden + r] = 1;
  packed[offsets[1] + r * hidden + r] = 1;
  packed[offsets[2] + r * features + constant] = 1;
  const bias = offsets[3] + constant * classes;
  packed.fill(PADDED_CLASS, bias + classCount, bias + classes);
  return packed;
}

/** One seed's parameters out of its packed numbers. @param like of the same shapes */
export function unpackParameters(
  layout: WideLayout,
  packed: Float32Array,
  like: AdapterParameterValues,
): AdapterParameterValues {
  const places = parameterPlaces(layout);
  return parameterValues(like, (name) => {
    const { start, rows, columns, stride } = places[name];
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      const from = start + row * stride;
      values.set(packed.subarray(from, from + columns), row * columns);
    }
    return values;
  });
}

/** 1 where a number is trained and 0 for constants and padding, [size]. */
export function trainedMask(layout: WideLayout): Float32Array {
  const mask = new Float32Array(layout.size);
  for (const { start, rows, columns, stride } of Object.values(parameterPlaces(layout))) {
    for (let row = 0; row < rows; row++) {
      mask.fill(1, start + row * stride, start + row * stride + columns);
    }
  }
  return mask;
}

function multipleOfFour(count: number): number {
  return 4 * Math.ceil(count / 4);
}
