/** The Graph Adapter of graph-adapter.ts in the SIMD module: parameters, gradients and Adam stay in its memory, and an update is one call. */

import { packPanels, padded, type Arena, type Arenas } from "../../numeric/simd/arena.ts";
import type { AdapterSettings } from "../artifacts.ts";
import type { AdapterParameterValues, WeightValues } from "./initial-parameters.ts";
import type { AdapterShape } from "./parameter-count.ts";

/** X [n, D] row-major and class indices [n]. */
interface LabelledFeatures {
  readonly features: Float32Array;
  readonly labels: Int32Array;
}

/** Rows of Â X [n, D] row-major and of Â 1 [n]. */
export interface GraphRows {
  readonly aggregated: Float32Array;
  readonly ones: Float32Array;
}

/** One seed's model and labelled rows. A run is `setGraph`, `start`, then updates. */
export interface SimdAdapter {
  readonly setGraph: (train: GraphRows, validation: GraphRows) => void;
  /** Initial parameters, and Adam at its beginning. */
  readonly start: () => void;
  readonly step: (learningRate: number) => number;
  readonly validate: () => { readonly loss: number; readonly correct: number };
  readonly validationCount: number;
  /** Class of the largest logit of each validation row at the last `validate`; the first of equal ones. */
  readonly predictValidation: () => number[];
  readonly predict: (features: Float32Array, graph: GraphRows) => number[];
  readonly keep: () => void;
  readonly restore: () => void;
  /** The present parameters. */
  readonly readParameters: () => AdapterParameterValues;
  /** Loss and ∂loss of the training rows at the present parameters, which stay as they are. */
  readonly lossAndGradients: () => {
    readonly loss: number;
    readonly gradients: AdapterParameterValues;
  };
  readonly dispose: () => void;
}

export interface SimdAdapterOptions {
  readonly settings: Pick<AdapterSettings, "residual" | "activation">;
  readonly initial: AdapterParameterValues;
  readonly train: LabelledFeatures;
  readonly validation: LabelledFeatures;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/** The bias of classes that only fill a panel: their probability is exactly 0. */
const NO_CLASS = -1e30;

/**
 * @param arenas of the module; the model takes one until `dispose`
 * @throws RangeError without a training or validation row, for a label that is no class, and when the memory cannot hold the model
 */
export function createSimdAdapter(arenas: Arenas, options: SimdAdapterOptions): SimdAdapter {
  const { classCount } = shapeOf(options.initial);
  checkLabels(options.train, classCount);
  checkLabels(options.validation, classCount);
  const arena = arenas.open();
  try {
    return placeAdapter(arena, options, () => arenas.close(arena));
  } catch (error) {
    arenas.close(arena);
    throw error;
  }
}

function checkLabels({ labels }: LabelledFeatures, classCount: number): void {
  if (labels.length === 0) throw new RangeError("no labelled example");
  const stray = labels.find((label) => label < 0 || label >= classCount);
  if (stray !== undefined) throw new RangeError(`label ${stray} is none of ${classCount} classes`);
}

function placeAdapter(
  arena: Arena,
  { settings, initial, train, validation }: SimdAdapterOptions,
  dispose: () => void,
): SimdAdapter {
  const shape = shapeOf(initial);
  const capacity = padded(Math.max(train.labels.length, validation.labels.length));
  const parameters =
    arena.run.openAdapter(
      padded(shape.featureDimension),
      padded(shape.bottleneckDimension),
      padded(shape.classCount),
      capacity,
      settings.residual,
      settings.activation === "relu",
    ) >>> 0;
  if (parameters === 0) throw new RangeError("no memory for the adapter");
  const place: Place = { arena, shape, capacity, parameters };
  const training = placeRows(place, train, true);
  const validating = placeRows(place, validation, false);
  return {
    ...trainingOf(place, initial, training, validating),
    setGraph: (trainRows, validationRows) => {
      setGraph(place, training, trainRows);
      setGraph(place, validating, validationRows);
    },
    validationCount: validating.count,
    predictValidation: () => Array.from(arena.integers(validating.classes, validating.count)),
    predict: (features, graph) => predict(place, features, graph),
    dispose,
  };
}

interface Place {
  readonly arena: Arena;
  readonly shape: AdapterShape;
  /** Rows that a pass has room for. */
  readonly capacity: number;
  readonly parameters: number;
}

/** A part's addresses. */
interface Rows {
  readonly count: number;
  /** P8(Xᵀ) and P8((Â X)ᵀ) */
  readonly features: number;
  readonly aggregated: number;
  /** P8(X) and P8(Â X), for gradients; 0 where there are none. */
  readonly rowFeatures: number;
  readonly rowAggregated: number;
  readonly ones: number;
  readonly labels: number;
  readonly classes: number;
}

function shapeOf({ downWeight, headWeight }: AdapterParameterValues): AdapterShape {
  const [featureDimension, bottleneckDimension] = downWeight.shape;
  return { featureDimension, bottleneckDimension, classCount: headWeight.shape[1] };
}

function placeRows(
  { arena, shape }: Place,
  { features, labels }: LabelledFeatures,
  withGradients: boolean,
): Rows {
  const count = labels.length;
  const height = padded(count);
  const width = padded(shape.featureDimension);
  const matrix = (): number => arena.take(height * width);
  const vector = (): number => arena.take(height);
  const rows: Rows = {
    count,
    features: matrix(),
    aggregated: matrix(),
    rowFeatures: withGradients ? matrix() : 0,
    rowAggregated: withGradients ? matrix() : 0,
    ones: vector(),
    labels: vector(),
    classes: vector(),
  };
  arena.integers(rows.labels, count).set(labels);
  setMatrix(arena, features, count, shape.featureDimension, rows.features, rows.rowFeatures);
  return rows;
}

/** P8(Rᵀ) at `transposed`, and P8(R) at `panels` unless that is 0. */
function setMatrix(
  arena: Arena,
  values: Float32Array,
  rows: number,
  width: number,
  transposed: number,
  panels: number,
): void {
  const start = arena.mark();
  const packed =
    panels === 0
      ? packPanels(arena, values, rows, width)
      : packPanels(arena, values, rows, width, panels);
  arena.run.transpose(packed, padded(rows), padded(width), transposed);
  arena.release(start);
}

function setGraph({ arena, shape }: Place, rows: Rows, { aggregated, ones }: GraphRows): void {
  const width = shape.featureDimension;
  if (ones.length !== rows.count || aggregated.length !== rows.count * width) {
    throw new RangeError(`${aggregated.length} values for [${rows.count}, ${width}]`);
  }
  setMatrix(arena, aggregated, rows.count, width, rows.aggregated, rows.rowAggregated);
  setVector(arena, rows.ones, ones, rows.count);
}

/** A vector with its filling. */
function setVector(
  arena: Arena,
  address: number,
  values: Float32Array,
  size: number,
  filling = 0,
): void {
  const target = arena.floats(address, padded(size));
  target.set(values);
  target.fill(filling, size);
}

function trainingOf(
  place: Place,
  initial: AdapterParameterValues,
  train: Rows,
  validation: Rows,
): Omit<SimdAdapter, "setGraph" | "validationCount" | "predictValidation" | "predict" | "dispose"> {
  const { run } = place.arena;
  const height = padded(train.count);
  let steps = 0;
  const loss = (): number =>
    run.lossAndGradients(
      train.features,
      train.rowFeatures,
      train.aggregated,
      train.rowAggregated,
      train.ones,
      train.labels,
      train.count,
      height,
    );
  return {
    start: () => {
      steps = 0;
      writeParameters(place, initial);
      run.startAdapter();
    },
    step: (learningRate) => {
      const before = loss();
      steps += 1;
      // As in training/adam.ts: √v̂ = scale √V, so m̂ / (√v̂ + ε) = rate M / (√V + ε / scale).
      const scale = Math.sqrt((1 - BETA2) / (1 - BETA2 ** steps));
      const rate = (learningRate * (1 - BETA1)) / (1 - BETA1 ** steps) / scale;
      run.updateParameters(rate, EPSILON / scale);
      return before;
    },
    validate: () => validate(place, validation),
    keep: run.keepParameters,
    restore: run.restoreParameters,
    readParameters: () => readParameters(place, place.parameters),
    lossAndGradients: () => {
      const value = loss();
      const start = place.parameters + 4 * run.parameterCount();
      return { loss: value, gradients: readParameters(place, start) };
    },
  };
}

function validate({ arena }: Place, rows: Rows): { loss: number; correct: number } {
  const { count, features, aggregated, ones, labels, classes } = rows;
  const loss = arena.run.evaluate(
    features,
    aggregated,
    ones,
    labels,
    count,
    padded(count),
    classes,
  );
  const wanted = arena.integers(labels, count);
  const found = arena.integers(classes, count);
  const correct = found.reduce((sum, label, row) => sum + (label === wanted[row] ? 1 : 0), 0);
  return { loss, correct };
}

/** In passes of as many rows as there is room for. */
function predict(place: Place, features: Float32Array, graph: GraphRows): number[] {
  const { arena, shape, capacity } = place;
  const width = shape.featureDimension;
  const total = graph.ones.length;
  if (features.length !== total * width || graph.aggregated.length !== total * width) {
    throw new RangeError(`${features.length} values for [${total}, ${width}]`);
  }
  const classes: number[] = [];
  const start = arena.mark();
  for (let first = 0; first < total; first += capacity) {
    const count = Math.min(capacity, total - first);
    const part = (values: Float32Array): Float32Array =>
      values.subarray(first * width, (first + count) * width);
    const ones = graph.ones.subarray(first, first + count);
    const labels = new Int32Array(count);
    const rows = placeRows(place, { features: part(features), labels }, false);
    setGraph(place, rows, { aggregated: part(graph.aggregated), ones });
    arena.run.predict(
      rows.features,
      rows.aggregated,
      rows.ones,
      count,
      padded(count),
      rows.classes,
    );
    // One by one: as many arguments as there may be rows would not fit a worker's stack.
    for (const label of arena.integers(rows.classes, count)) classes.push(label);
    arena.release(start);
  }
  return classes;
}

/** Addresses of the parameters, or of what is laid out like them, in the order of assembly/adapter-step.ts. */
function layoutAt(
  start: number,
  shape: AdapterShape,
): Record<keyof AdapterParameterValues, number> {
  const d = padded(shape.featureDimension);
  const r = padded(shape.bottleneckDimension);
  const c = padded(shape.classCount);
  let next = start;
  const after = (numbers: number): number => {
    const address = next;
    next += 4 * numbers;
    return address;
  };
  return {
    downWeight: after(d * r),
    gcnWeight: after(r * r),
    upWeight: after(r * d),
    headWeight: after(d * c),
    downBias: after(r),
    gcnBias: after(r),
    upBias: after(d),
    headBias: after(c),
  };
}

function writeParameters(
  { arena, shape, parameters }: Place,
  values: AdapterParameterValues,
): void {
  const at = layoutAt(parameters, shape);
  const { featureDimension: d, bottleneckDimension: r, classCount: c } = shape;
  const weight = ({ values: numbers, shape: [rows, columns] }: WeightValues, target: number) =>
    packPanels(arena, numbers, rows, columns, target);
  weight(values.downWeight, at.downWeight);
  weight(values.gcnWeight, at.gcnWeight);
  weight(values.headWeight, at.headWeight);
  // The up projection stands there as its transpose.
  setMatrix(arena, values.upWeight.values, r, d, at.upWeight, 0);
  setVector(arena, at.downBias, values.downBias, r);
  setVector(arena, at.gcnBias, values.gcnBias, r);
  setVector(arena, at.upBias, values.upBias, d);
  setVector(arena, at.headBias, values.headBias, c, NO_CLASS);
}

/** The parameters, or what is laid out like them, from an address on. */
function readParameters({ arena, shape }: Place, address: number): AdapterParameterValues {
  const at = layoutAt(address, shape);
  const { featureDimension: d, bottleneckDimension: r, classCount: c } = shape;
  const start = arena.mark();
  const weight = (panels: number, rows: number, columns: number): WeightValues => {
    const target = arena.take(rows * columns);
    arena.run.unpackRows(panels, padded(rows), rows, columns, target);
    return { shape: [rows, columns], values: arena.floats(target, rows * columns).slice() };
  };
  const vector = (address: number, size: number): Float32Array =>
    arena.floats(address, size).slice();
  const up = arena.take(padded(r) * padded(d));
  arena.run.transpose(at.upWeight, padded(d), padded(r), up);
  const values: AdapterParameterValues = {
    downWeight: weight(at.downWeight, d, r),
    downBias: vector(at.downBias, r),
    gcnWeight: weight(at.gcnWeight, r, r),
    gcnBias: vector(at.gcnBias, r),
    upWeight: weight(up, r, d),
    upBias: vector(at.upBias, d),
    headWeight: weight(at.headWeight, d, c),
    headBias: vector(at.headBias, c),
  };
  arena.release(start);
  return values;
}
