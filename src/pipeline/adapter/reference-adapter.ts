/**
 * E9 to E13, E15 and E19 in float64, written out over the whole graph with no shortcut: what the tests hold the product's TensorFlow.js model
 * against. Dense and slow by intent; small graphs only.
 */

import { createRandom } from "../../numeric/random.ts";
import type { AdapterSettings } from "../artifacts.ts";
import type { AdapterParameterValues, WeightValues } from "./initial-parameters.ts";

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

type ParameterName = keyof AdapterParameterValues;

/** Biases are one-row matrices. */
export type ReferenceParameters = Readonly<Record<ParameterName, Matrix>>;

export interface ReferenceProblem {
  readonly parameters: ReferenceParameters;
  /** X [n, D] */
  readonly features: Matrix;
  /** Â [n, n] */
  readonly adjacency: Matrix;
  readonly settings: Pick<AdapterSettings, "residual" | "activation">;
}

export function product(a: Matrix, b: Matrix): number[][] {
  return a.map((row) =>
    Array.from({ length: b[0]!.length }, (_, column) =>
      row.reduce((sum, value, index) => sum + value * b[index]![column]!, 0),
    ),
  );
}

function transposed(a: Matrix): number[][] {
  return a[0]!.map((_, column) => a.map((row) => row[column]!));
}

const combine = (a: Matrix, b: Matrix, f: (x: number, y: number) => number): number[][] =>
  a.map((row, i) => row.map((value, j) => f(value, b[i]![j]!)));

const addRow = (a: Matrix, bias: Matrix): number[][] =>
  a.map((row) => row.map((value, column) => value + bias[0]![column]!));

/** Every intermediate of the network. P [n, R], gcn and M [n, R], U and H [n, D], logits and probabilities [n, C]. */
export function referenceForward({
  parameters: p,
  features,
  adjacency,
  settings,
}: ReferenceProblem) {
  const down = addRow(product(features, p.downWeight), p.downBias); // E9
  const gcn = addRow(product(adjacency, product(down, p.gcnWeight)), p.gcnBias); // E10
  const act =
    settings.activation === "relu" ? gcn.map((row) => row.map((x) => Math.max(0, x))) : gcn;
  const up = addRow(product(act, p.upWeight), p.upBias); // E11
  const h = settings.residual ? combine(features, up, (x, u) => x + u) : up; // E12
  const logits = addRow(product(h, p.headWeight), p.headBias); // E13
  return { down, gcn, act, up, h, logits, probs: logits.map(softmaxRow) };
}

function softmaxRow(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - largest));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

/** E15 over the rows with a label ≥ 0. */
export function referenceCrossEntropy(probs: Matrix, labels: readonly number[]): number {
  const losses = labels.flatMap((label, row) =>
    label < 0 ? [] : [-Math.log(probs[row]![label]!)],
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** ∂ of a scalar by every parameter, given its gradient by the logits [n, C]. Back-propagation through Â itself. */
export function referenceBackward(
  problem: ReferenceProblem,
  logitsGradient: Matrix,
): ReferenceParameters {
  const { parameters: p, features, adjacency, settings } = problem;
  const { down, gcn, act, h } = referenceForward(problem);
  const columnSums = (a: Matrix): number[][] => product([a.map(() => 1)], a);
  const dUp = product(logitsGradient, transposed(p.headWeight));
  const dAct = product(dUp, transposed(p.upWeight));
  const dGcn =
    settings.activation === "relu" ? combine(dAct, gcn, (d, x) => (x > 0 ? d : 0)) : dAct;
  const dMixed = product(transposed(adjacency), dGcn); // by P W
  const dDown = product(dMixed, transposed(p.gcnWeight));
  return {
    downWeight: product(transposed(features), dDown),
    downBias: columnSums(dDown),
    gcnWeight: product(transposed(down), dMixed),
    gcnBias: columnSums(dGcn),
    upWeight: product(transposed(act), dUp),
    upBias: columnSums(dUp),
    headWeight: product(transposed(h), logitsGradient),
    headBias: columnSums(logitsGradient),
  };
}

/** Gradient of the mean cross-entropy of the rows with a label ≥ 0. */
export function referenceGradients(
  problem: ReferenceProblem,
  labels: readonly number[],
): ReferenceParameters {
  const { probs } = referenceForward(problem);
  const count = labels.filter((label) => label >= 0).length;
  const logitsGradient = probs.map((row, i) =>
    row.map((p, c) => (labels[i]! < 0 ? 0 : (p - (labels[i] === c ? 1 : 0)) / count)),
  );
  return referenceBackward(problem, logitsGradient);
}

/** E19 by its definition: one backward pass for every node of `rows` and class, each squared before it is averaged. */
export function referenceFisher(
  problem: ReferenceProblem,
  rows: readonly number[],
): ReferenceParameters {
  const { probs } = referenceForward(problem);
  let total: ReferenceParameters | null = null;
  for (const node of rows) {
    for (const [label, probability] of probs[node]!.entries()) {
      const logitsGradient = probs.map((row, i) =>
        row.map((p, c) => (i === node ? (c === label ? 1 : 0) - p : 0)),
      );
      const gradient = referenceBackward(problem, logitsGradient);
      const previous: ReferenceParameters | null = total;
      total = parametersFrom((name) => {
        const squares = gradient[name].map((row) =>
          row.map((g) => (probability * g * g) / rows.length),
        );
        return previous === null ? squares : combine(previous[name], squares, (x, y) => x + y);
      });
    }
  }
  if (total === null) throw new RangeError("no node");
  return total;
}

/** One matrix a parameter. */
export function parametersFrom(matrixOf: (name: ParameterName) => Matrix): ReferenceParameters {
  return {
    downWeight: matrixOf("downWeight"),
    downBias: matrixOf("downBias"),
    gcnWeight: matrixOf("gcnWeight"),
    gcnBias: matrixOf("gcnBias"),
    upWeight: matrixOf("upWeight"),
    upBias: matrixOf("upBias"),
    headWeight: matrixOf("headWeight"),
    headBias: matrixOf("headBias"),
  };
}

/** Row-major float32. */
export function flat(matrix: Matrix): Float32Array {
  return Float32Array.from(matrix.flat());
}

/** The same parameters as the product's model takes them. */
export function float32Parameters(parameters: ReferenceParameters): AdapterParameterValues {
  const weight = (matrix: Matrix): WeightValues => ({
    shape: [matrix.length, matrix[0]!.length],
    values: flat(matrix),
  });
  return {
    downWeight: weight(parameters.downWeight),
    downBias: flat(parameters.downBias),
    gcnWeight: weight(parameters.gcnWeight),
    gcnBias: flat(parameters.gcnBias),
    upWeight: weight(parameters.upWeight),
    upBias: flat(parameters.upBias),
    headWeight: weight(parameters.headWeight),
    headBias: flat(parameters.headBias),
  };
}

/** Normal features and parameters of standard deviation 1/2, and an adjacency that is not symmetric, so that a forgotten transpose shows. */
export function randomProblem(
  seed: number,
  settings: ReferenceProblem["settings"],
  { n = 5, d = 4, r = 3, c = 3 } = {},
): ReferenceProblem {
  const random = createRandom(seed);
  const matrix = (rows: number, columns: number): number[][] =>
    Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => 0.5 * random.normal()),
    );
  return {
    features: matrix(n, d),
    adjacency: matrix(n, n),
    parameters: {
      downWeight: matrix(d, r),
      downBias: matrix(1, r),
      gcnWeight: matrix(r, r),
      gcnBias: matrix(1, r),
      upWeight: matrix(r, d),
      upBias: matrix(1, d),
      headWeight: matrix(d, c),
      headBias: matrix(1, c),
    },
    settings,
  };
}
