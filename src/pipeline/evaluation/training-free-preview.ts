/** What the graph alone would make of the validation images at any τ, without training: class means, averaged over neighbours, kept up to date edge by edge. */

import { countAbove } from "../../numeric/count-above.ts";
import { packedProducts, packRows, type PackedRows } from "../../numeric/packed-products.ts";
import { PART_CODES, type FusedFeatures, type RankedPairs } from "../artifacts.ts";
import { trainingCount } from "../graph/run-nodes.ts";

/**
 * What the training-free preview needs: class scores of training and validation nodes, and the kept pairs between them.
 * Y = Z Pᵀ, P the class prototypes (mean of the unsmoothed training rows of each class).
 */
export interface PreviewTable {
  readonly classCount: number;
  /** [T, C] and [V, C] rows of Y, in node order. */
  readonly trainingScores: Float32Array;
  readonly validationScores: Float32Array;
  /** [V] class index */
  readonly validationLabels: Int32Array;
  /** [P] pairs (validation row, training row), most similar first. */
  readonly validation: Int32Array;
  readonly training: Int32Array;
  readonly similarity: Float32Array;
  /** Below it pairs are missing, so there is no preview; -Infinity when all are here. */
  readonly cutoff: number;
}

/**
 * Scores are multiples of 2^-24. They are at most 1 in size, so float32 holds them and float64 sums of them are exact in any order: edges that are
 * added and taken away again leave nothing behind.
 */
const STEPS = 2 ** 24;
/** Rows whose products are made at a time, so that the packed copies stay small. */
const BLOCK = 256;

/**
 * Y = Z Pᵀ of the training and validation rows, and the kept pairs between the two, in both scopes the training node's edges into validation nodes.
 * P [C, D]: prototype of class c = plain mean of its unsmoothed training rows z, not brought to unit length again, so that Y_ic is the mean cosine of
 * image i with the training images of class c. -Infinity for a class without a training row. Test and unlabelled rows take no part;
 * validation labels are passed on for scoring only.
 *
 * @returns null without training or validation nodes. O((T + V) D C + E)
 */
export function previewTable(features: FusedFeatures, ranked: RankedPairs): PreviewTable | null {
  const { nodes } = ranked;
  const training = trainingCount(nodes);
  const validation = nodes.part.reduce(
    (count, part) => count + (part === PART_CODES.validation ? 1 : 0),
    0,
  );
  if (training === 0 || validation === 0) return null;
  const prototypes = classPrototypes(features, ranked);
  const rows = (first: number, count: number): Float32Array =>
    classScores(features, nodes.example.subarray(first, first + count), prototypes);
  return {
    classCount: nodes.classCount,
    trainingScores: rows(0, training),
    validationScores: rows(training, validation),
    validationLabels: nodes.label.slice(training, training + validation),
    ...pairsBetween(ranked, training, validation),
    cutoff: ranked.cutoff,
  };
}

interface Prototypes {
  /** [C, D] */
  readonly packed: PackedRows;
  /** [C] training rows of each class */
  readonly counts: Uint32Array;
}

function classPrototypes({ values, dimension }: FusedFeatures, { nodes }: RankedPairs): Prototypes {
  const { classCount, example, label } = nodes;
  const counts = new Uint32Array(classCount);
  const means = new Float64Array(classCount * dimension);
  for (let node = 0; node < trainingCount(nodes); node++) {
    const from = example[node]! * dimension;
    const to = label[node]! * dimension;
    counts[label[node]!]!++;
    for (let k = 0; k < dimension; k++) means[to + k]! += values[from + k]!;
  }
  for (let k = 0; k < means.length; k++) {
    means[k]! /= Math.max(1, counts[Math.floor(k / dimension)]!);
  }
  return { packed: packRows(means, dimension, 0, classCount), counts };
}

/** [examples, C] */
function classScores(
  { values, dimension }: FusedFeatures,
  examples: Int32Array,
  { packed, counts }: Prototypes,
): Float32Array {
  const classes = counts.length;
  const scores = new Float32Array(examples.length * classes);
  const block = new Float32Array(BLOCK * dimension);
  const products = new Float64Array(BLOCK * packed.paddedRows);
  for (let first = 0; first < examples.length; first += BLOCK) {
    const count = Math.min(BLOCK, examples.length - first);
    for (let row = 0; row < count; row++) {
      const from = examples[first + row]! * dimension;
      block.set(values.subarray(from, from + dimension), row * dimension);
    }
    packedProducts(packRows(block, dimension, 0, count), packed, products);
    for (let row = 0; row < count; row++) {
      for (let c = 0; c < classes; c++) {
        const score = Math.round(products[row * packed.paddedRows + c]! * STEPS) / STEPS;
        scores[(first + row) * classes + c] = counts[c] === 0 ? -Infinity : score;
      }
    }
  }
  return scores;
}

/** Training nodes come first and are the sources, validation nodes follow: in both scopes a pair between them has its training end first. */
function pairsBetween(
  { source, target, similarity }: RankedPairs,
  training: number,
  validation: number,
): Pick<PreviewTable, "validation" | "training" | "similarity"> {
  const between = (pair: number): boolean =>
    source[pair]! < training && target[pair]! >= training && target[pair]! < training + validation;
  let count = 0;
  for (let pair = 0; pair < source.length; pair++) if (between(pair)) count++;
  const table = {
    validation: new Int32Array(count),
    training: new Int32Array(count),
    similarity: new Float32Array(count),
  };
  let row = 0;
  for (let pair = 0; pair < source.length; pair++) {
    if (!between(pair)) continue;
    table.validation[row] = target[pair]! - training;
    table.training[row] = source[pair]!;
    table.similarity[row] = similarity[pair]!;
    row++;
  }
  return table;
}

export interface PreviewPoint {
  /** The τ that the accuracy belongs to: the one asked for, or while the preview is on its way, the similarity that it has come to. */
  readonly threshold: number;
  readonly validationAccuracy: number;
  /** False when the budget ran out on the way; the next call goes on. */
  readonly caughtUp: boolean;
}

export interface TrainingFreePreview {
  /**
   * Joins or parts the pairs between the last τ and this one, at most `edgeBudget` of them. O(edges C + touched nodes C). Null below the table's cut-off.
   * @throws RangeError unless the budget is a positive integer
   */
  readonly moveTo: (threshold: number, edgeBudget: number) => PreviewPoint | null;
  /** [V] predicted class after the last move; overwritten by the next. */
  readonly predictions: Int32Array;
}

/**
 * The accuracy of argmax_c of the mean of Y over a validation node and its training neighbours above τ (ties to the lower class index).
 * The mean's divisor is the same for all classes, so sums decide, and no count is kept. Starts without an edge.
 */
export function createPreview(table: PreviewTable): TrainingFreePreview {
  const state = createState(table);
  const moveBy = (edges: number): void => {
    const step = Math.sign(edges);
    const end = state.joined + edges;
    for (let pair = state.joined; pair !== end; pair += step) {
      joinPair(table, state, step > 0 ? pair : pair - 1, step);
    }
    state.joined = end;
    predictTouched(table, state);
  };
  return {
    predictions: state.predictions,
    moveTo: (threshold, edgeBudget) => {
      if (!Number.isInteger(edgeBudget) || edgeBudget < 1) {
        throw new RangeError(`a budget of ${edgeBudget} edges`);
      }
      if (threshold < table.cutoff) return null;
      const goal = countAbove(table.similarity, threshold);
      // From no edge at all the way may be shorter than back from here.
      if (goal < state.joined - goal) reset(table, state);
      const delta = goal - state.joined;
      moveBy(Math.sign(delta) * Math.min(Math.abs(delta), edgeBudget));
      const caughtUp = state.joined === goal;
      return {
        threshold: caughtUp ? threshold : table.similarity[state.joined]!,
        validationAccuracy: state.correct / table.validationLabels.length,
        caughtUp,
      };
    },
  };
}

interface PreviewState {
  /** Pairs [0, joined) are edges. */
  joined: number;
  correct: number;
  /** [V, C] sums of Y over each validation node and its joined training neighbours. */
  readonly sums: Float64Array;
  readonly predictions: Int32Array;
  /** Validation nodes whose sums have changed since their last prediction: a list, and a flag for each node. */
  readonly touched: Int32Array;
  touchedCount: number;
  readonly isTouched: Uint8Array;
}

function createState(table: PreviewTable): PreviewState {
  const nodes = table.validationLabels.length;
  const state: PreviewState = {
    joined: 0,
    correct: 0,
    sums: new Float64Array(nodes * table.classCount),
    predictions: new Int32Array(nodes).fill(-1),
    touched: new Int32Array(nodes),
    touchedCount: 0,
    isTouched: new Uint8Array(nodes),
  };
  reset(table, state);
  predictTouched(table, state);
  return state;
}

/** Back to no edge: each node's own scores. */
function reset(table: PreviewTable, state: PreviewState): void {
  state.sums.set(table.validationScores);
  state.joined = 0;
  for (let node = 0; node < table.validationLabels.length; node++) touch(state, node);
}

function touch(state: PreviewState, node: number): void {
  if (state.isTouched[node] === 1) return;
  state.isTouched[node] = 1;
  state.touched[state.touchedCount++] = node;
}

function joinPair(table: PreviewTable, state: PreviewState, pair: number, sign: number): void {
  const { classCount, trainingScores } = table;
  const { sums } = state;
  const node = table.validation[pair]!;
  const from = table.training[pair]! * classCount;
  const to = node * classCount;
  for (let c = 0; c < classCount; c++) sums[to + c]! += sign * trainingScores[from + c]!;
  touch(state, node);
}

function predictTouched({ classCount, validationLabels }: PreviewTable, state: PreviewState): void {
  const { sums, predictions } = state;
  for (let i = 0; i < state.touchedCount; i++) {
    const node = state.touched[i]!;
    const start = node * classCount;
    let best = -1;
    let highest = -Infinity;
    // A class without a training row stays at -Infinity, or turns NaN when an edge is parted: neither is ever greater.
    for (let c = 0; c < classCount; c++) {
      if (sums[start + c]! > highest) {
        highest = sums[start + c]!;
        best = c;
      }
    }
    const label = validationLabels[node]!;
    if (predictions[node] === label) state.correct--;
    if (best === label) state.correct++;
    predictions[node] = best;
    state.isTouched[node] = 0;
  }
  state.touchedCount = 0;
}
