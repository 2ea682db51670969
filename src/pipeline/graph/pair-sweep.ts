/** One pass over the cosines of a graph's pairs, row by row: all of them counted, the strongest kept. */

import { StudioError } from "../../errors.ts";
import type { ProductStripe } from "../../numeric/matrix-kernels.ts";
import type { PairDistribution, RankedPairs, RunNodes } from "../artifacts.ts";
import { binOf, budgetCutoff, SIMILARITY_BINS } from "./pair-distribution.ts";
import { labelledCount, senderCount, trainingCount } from "./run-nodes.ts";

const BINS_PER_UNIT = SIMILARITY_BINS / 2;

/** The state of a sweep over a run's pairs, row by row. */
export interface PairSweep {
  readonly nodes: RunNodes;
  readonly pairBudget: number;
  readonly training: number;
  readonly labelled: number;
  /** Rows to sweep, the first ones. */
  readonly sources: number;
  readonly classMembers: readonly number[][];
  /** Pairs with two training ends, other pairs with two labels, and pairs without: each pair in one of the three. */
  readonly counts: readonly [Uint32Array, Uint32Array, Uint32Array];
  readonly sameClass: Uint32Array;
  readonly strongest: Float32Array;
  /** Pairs kept so far, row by row; row i ends at rowEnd[i]. */
  readonly similarity: Float32Array;
  readonly target: Int32Array;
  readonly rowEnd: Int32Array;
  kept: number;
  cutoff: number;
  smallest: number;
  largest: number;
}

/**
 * A sweep that has seen no row. Its memory is that of about twice the budget.
 *
 * @throws StudioError graph/no-training-nodes in inductive scope without a training node
 */
export function createPairSweep(nodes: RunNodes, pairBudget: number): PairSweep {
  const count = nodes.part.length;
  const labelled = labelledCount(nodes);
  const sources = sourceCount(nodes);
  const classMembers = Array.from({ length: nodes.classCount }, (): number[] => []);
  for (let node = 0; node < labelled; node++) classMembers[nodes.label[node]!]!.push(node);
  const pairs = pairsOfRows(sources, count);
  // Room for a whole row beyond the budget, so that only rows, not pairs, need to look whether there is room.
  const capacity = pairs <= pairBudget ? pairs : Math.min(pairs, 2 * pairBudget + count);
  const bins = (): Uint32Array => new Uint32Array(SIMILARITY_BINS);
  return {
    nodes,
    pairBudget,
    training: trainingCount(nodes),
    labelled,
    sources,
    classMembers,
    counts: [bins(), bins(), bins()],
    sameClass: bins(),
    strongest: new Float32Array(count).fill(-Infinity),
    similarity: new Float32Array(capacity),
    target: new Int32Array(capacity),
    rowEnd: new Int32Array(sources),
    kept: 0,
    cutoff: -Infinity,
    smallest: Infinity,
    largest: -Infinity,
  };
}

/**
 * Rows whose pairs count: the training nodes in inductive scope, else all nodes.
 *
 * @throws StudioError graph/no-training-nodes in inductive scope without a training node
 */
export function sourceCount(nodes: RunNodes): number {
  const senders = senderCount(nodes);
  if (nodes.scope === "transductive" || senders > 0) return senders;
  throw new StudioError(
    "graph/no-training-nodes",
    "An inductive graph needs training images: give the images labels or choose transductive scope.",
  );
}

/** Pairs i < j of `count` nodes with i < rows. */
export function pairsOfRows(rows: number, count: number): number {
  return rows * count - (rows * (rows + 1)) / 2;
}

/**
 * Sweeps rows [first, first + rows), which follow those swept before.
 *
 * @param stripe their cosines, columns from `first` on
 */
export function sweepStripe(
  sweep: PairSweep,
  first: number,
  rows: number,
  { values, stride }: ProductStripe,
): void {
  for (let row = first; row < first + rows; row++) {
    sweepRow(sweep, row, values, (row - first) * stride - first);
  }
  // What is below it now can never come above it again, so it need not be kept.
  sweep.cutoff = budgetCutoff(sweep.counts, sweep.pairBudget);
}

/** What a sweep over all its rows has found; pairs by source, then target. */
export function sweptPairs(sweep: PairSweep): Omit<RankedPairs, "nodes"> {
  compact(sweep, sweep.sources);
  return {
    source: sourcesOf(sweep),
    target: sweep.target.subarray(0, sweep.kept),
    similarity: sweep.similarity.subarray(0, sweep.kept),
    cutoff: sweep.cutoff,
    distribution: distributionOf(sweep),
    strongest: sweep.strongest,
  };
}

/** @param offset place of column 0 in the row, which may lie before its first value */
function sweepRow(sweep: PairSweep, row: number, values: Float32Array, offset: number): void {
  const { nodes, training, labelled, strongest, counts, similarity } = sweep;
  const count = strongest.length;
  if (sweep.kept + count - row - 1 > similarity.length) compact(sweep, row);
  const first = row + 1;
  const second = Math.max(first, training);
  const third = Math.max(first, labelled);
  const toTraining = sweepColumns(sweep, values, offset, first, second, counts[0]);
  const toLabelled = sweepColumns(sweep, values, offset, second, third, counts[1]);
  const toOthers = sweepColumns(sweep, values, offset, third, count, counts[2]);
  const largest = Math.max(toTraining, toLabelled, toOthers);
  if (largest > sweep.largest) sweep.largest = largest;
  // In inductive scope an edge to a validation or test node sends nothing back to the training node.
  const received = nodes.scope === "inductive" ? toTraining : largest;
  if (received > strongest[row]!) strongest[row] = received;
  sweep.rowEnd[row] = sweep.kept;
  if (row < labelled) countSameClass(sweep, row, values, offset);
}

/** Columns [start, end) of a row: counted in `bins`, compared, and kept above the cut-off. Returns their largest value. */
function sweepColumns(
  sweep: PairSweep,
  values: Float32Array,
  offset: number,
  start: number,
  end: number,
  bins: Uint32Array,
): number {
  const { strongest, similarity, target, cutoff } = sweep;
  let { kept, smallest } = sweep;
  let largest = -Infinity;
  for (let column = start; column < end; column++) {
    let value = values[offset + column]!;
    // Rounding can leave [-1, 1] by 1e-7.
    if (value > 1) value = 1;
    else if (value < -1) value = -1;
    // binOf in integers, which takes half its time; only -1 itself lies below the first bin.
    const bin = (Math.ceil(value * BINS_PER_UNIT) | 0) + (BINS_PER_UNIT - 1);
    bins[bin < 0 ? 0 : bin]!++;
    if (value > strongest[column]!) strongest[column] = value;
    if (value > largest) largest = value;
    if (value < smallest) smallest = value;
    // Written whether it is kept or not: which of them are is a toss-up, and a processor that guesses wrong loses more than a write.
    similarity[kept] = value;
    target[kept] = column;
    kept += Number(value > cutoff);
  }
  sweep.kept = kept;
  sweep.smallest = smallest;
  return largest;
}

/** Only the few later nodes of the row's class are looked at, so the loop over all columns needs no labels. */
function countSameClass(sweep: PairSweep, row: number, values: Float32Array, offset: number): void {
  const members = sweep.classMembers[sweep.nodes.label[row]!]!;
  for (let place = members.length - 1; members[place]! > row; place--) {
    sweep.sameClass[binOf(values[offset + members[place]!]!)]!++;
  }
}

/** Drops what is no longer above the cut-off of the rows so far; what is left fits the budget. */
function compact(sweep: PairSweep, rows: number): void {
  const { similarity, target, rowEnd } = sweep;
  sweep.cutoff = budgetCutoff(sweep.counts, sweep.pairBudget);
  let kept = 0;
  let start = 0;
  for (let row = 0; row < rows; row++) {
    const end = rowEnd[row]!;
    kept = moveAbove(similarity, target, start, end, kept, sweep.cutoff);
    start = end;
    rowEnd[row] = kept;
  }
  sweep.kept = kept;
}

/** Moves the pairs of [start, end) that are above the cut-off to `kept` and on, which is not behind them; returns where they end. */
function moveAbove(
  similarity: Float32Array,
  target: Int32Array,
  start: number,
  end: number,
  kept: number,
  cutoff: number,
): number {
  let place = kept;
  for (let pair = start; pair < end; pair++) {
    const value = similarity[pair]!;
    similarity[place] = value;
    target[place] = target[pair]!;
    place += Number(value > cutoff);
  }
  return place;
}

function sourcesOf({ rowEnd, kept }: PairSweep): Int32Array {
  const source = new Int32Array(kept);
  for (let row = 1; row < rowEnd.length; row++) source.fill(row, rowEnd[row - 1], rowEnd[row]);
  return source;
}

function distributionOf({ counts, sameClass, smallest, largest }: PairSweep): PairDistribution {
  const [training, labelled, unlabelled] = counts;
  const some = largest >= smallest;
  return {
    sameClass,
    crossClass: labelled.map((count, bin) => count + training[bin]! - sameClass[bin]!),
    unlabelled,
    training,
    smallest: some ? smallest : NaN,
    largest: some ? largest : NaN,
  };
}
