/** Rows of Â Z at one threshold, whether the pairs above it are kept or not. */

import { csrRowSums, type SparseRows } from "../../numeric/csr-product.ts";
import type { RowBlock } from "../../numeric/matrix-kernels.ts";
import type { Progress, RankedPairs } from "../artifacts.ts";
import { withProgress } from "../with-progress.ts";
import { normalizedAdjacency } from "./normalized-adjacency.ts";
import { pairsOfRows } from "./pair-sweep.ts";
import { adjacencyRows, degreesAbove, joinedSenders } from "./recomputed-edges.ts";
import { senderCount } from "./run-nodes.ts";

export interface AggregatedRows {
  /** Rows of Â Z, [rows, width] */
  readonly values: Float32Array;
  /** Rows of Â 1, [rows] */
  readonly ones: Float32Array;
}

/** In steps, between which others may be let in. */
type RowAggregator = (rows: Int32Array) => Generator<Progress, AggregatedRows>;

/** Rows multiplied in one step. */
const STEP_ROWS = 4096;
const MULTIPLYING = "Multiplying features";
const COMPARING = "Comparing images again";

/** Rows of a band of Â, dense: n times as many floats. */
const BAND_ROWS = 64;
/** Neighbours that are found at a time, a byte for each row and sender. */
const JOINED_BYTES = 2 ** 26;
/** Sparse entries cost about four dense ones, so a graph with more edges than that is multiplied as a dense matrix. */
const DENSE_SHARE = 1 / 4;

/**
 * Rows of Â Z and Â 1, Â of `normalizedAdjacency` at τ itself, in the way that suits it:
 * at and above the cut-off by a sparse product, or a dense one by bands of rows where most pairs are joined; below it by bands whose
 * cosines are made anew, degrees first, so that no N² numbers are stored; below the smallest similarity in closed form.
 * What the rows of one threshold share is kept until another threshold is asked for. τ is never moved to a bin edge here: the cut-off depends on
 * all nodes, so in inductive scope a training row would come to depend on the test images (I3).
 *
 * @param block Z [n, width], the unit features of the nodes, in node order
 * @returns a function of τ and node indices, which works in steps: below the cut-off it takes as long as the ranking of all pairs and longer
 */
export function createAggregator(
  block: RowBlock,
  ranked: RankedPairs,
): (threshold: number, rows: Int32Array) => Generator<Progress, AggregatedRows> {
  let current: { readonly threshold: number; readonly aggregate: RowAggregator } | null = null;
  return (threshold, rows) => {
    if (current?.threshold !== threshold) {
      current = { threshold, aggregate: aggregatorAt(block, ranked, threshold) };
    }
    return current.aggregate(rows);
  };
}

function aggregatorAt(block: RowBlock, ranked: RankedPairs, threshold: number): RowAggregator {
  if (threshold < ranked.distribution.smallest) return completeGraph(block, ranked);
  if (threshold >= ranked.cutoff) return keptPairs(block, ranked, threshold);
  return recomputedPairs(block, ranked, threshold);
}

/** At and above the cut-off. */
function keptPairs(block: RowBlock, ranked: RankedPairs, threshold: number): RowAggregator {
  const adjacency = normalizedAdjacency(ranked, threshold);
  const dense = isDense(ranked, adjacency.columnIndex.length);
  return (rows) =>
    inSteps(rows, block.width, (some) => ({
      values: dense ? denseProduct(block, adjacency, some) : block.csrProduct(adjacency, some),
      ones: csrRowSums(adjacency, some),
    }));
}

function* inSteps(
  rows: Int32Array,
  width: number,
  aggregate: (some: Int32Array) => AggregatedRows,
): Generator<Progress, AggregatedRows> {
  const all = emptyRows(rows.length, width);
  for (let first = 0; first < rows.length; first += STEP_ROWS) {
    const some = rows.subarray(first, first + STEP_ROWS);
    putRows(all, aggregate(some), first);
    yield { label: MULTIPLYING, done: first + some.length, total: rows.length };
  }
  return all;
}

function emptyRows(count: number, width: number): AggregatedRows {
  return { values: new Float32Array(count * width), ones: new Float32Array(count) };
}

/** Puts rows in their place among all of them. */
function putRows(all: AggregatedRows, some: AggregatedRows, first: number): void {
  all.values.set(some.values, (first * all.values.length) / Math.max(1, all.ones.length));
  all.ones.set(some.ones, first);
}

/** In inductive scope a row has its training neighbours only, and its product must not depend on how many other nodes there are. */
function isDense({ nodes }: RankedPairs, entries: number): boolean {
  return nodes.scope === "transductive" && entries > DENSE_SHARE * nodes.part.length ** 2;
}

/** The chosen rows of A Z, A written out as a dense matrix a band at a time. */
export function denseProduct(block: RowBlock, matrix: SparseRows, rows: Int32Array): Float32Array {
  const product = new Float32Array(rows.length * block.width);
  for (let first = 0; first < rows.length; first += BAND_ROWS) {
    const count = Math.min(BAND_ROWS, rows.length - first);
    const band = new Float32Array(count * block.rows);
    for (let i = 0; i < count; i++) {
      const row = rows[first + i]!;
      for (let e = matrix.rowStart[row]!; e < matrix.rowStart[row + 1]!; e++) {
        band[i * block.rows + matrix.columnIndex[e]!] = matrix.values[e]!;
      }
    }
    product.set(block.leftProduct(band, count), first * block.width);
  }
  return product;
}

/** Below the cut-off: neighbours are found again from the features. */
function recomputedPairs(block: RowBlock, ranked: RankedPairs, threshold: number): RowAggregator {
  const senders = senderCount(ranked.nodes);
  const rule = { senders, threshold };
  let degrees: Int32Array | null = null;
  return function* (rows) {
    let done = degrees === null ? pairsOfRows(senders, block.rows) : 0;
    const total = done + rows.length * senders;
    degrees ??= yield* withProgress(degreesAbove(block, rule), COMPARING, total);
    const multiply = bandProduct(block, ranked, degrees);
    const all = emptyRows(rows.length, block.width);
    let place = 0;
    for (const { first, count } of runsOf(rows, Math.ceil(JOINED_BYTES / senders))) {
      const finding = joinedSenders(block, first, count, rule);
      const joined = yield* withProgress(finding, COMPARING, total, done);
      done += count * senders;
      for (let start = 0; start < count; start += BAND_ROWS) {
        const end = Math.min(count, start + BAND_ROWS);
        const part = joined.subarray(start * senders, end * senders);
        putRows(all, multiply(part, first + start, end - start), place + start);
        yield { label: COMPARING, done, total };
      }
      place += count;
    }
    return all;
  };
}

/** Some rows of Â Z that follow each other, from the senders joined to them. */
function bandProduct(
  block: RowBlock,
  ranked: RankedPairs,
  degrees: Int32Array,
): (joined: Uint8Array, first: number, count: number) => AggregatedRows {
  const entries = degrees.reduce((sum, degree) => sum + degree, 0);
  const dense = isDense(ranked, entries);
  return (joined, first, count) => {
    const band = adjacencyRows(joined, first, count, degrees);
    const chosen = Int32Array.from({ length: count }, (_, i) => i);
    const values = dense ? denseProduct(block, band, chosen) : block.csrProduct(band, chosen);
    return { values, ones: csrRowSums(band) };
  };
}

/** Rows that follow each other in the matrix as in the list, at most `most` at a time. */
function* runsOf(
  rows: Int32Array,
  most: number,
): Generator<{ readonly first: number; readonly count: number }> {
  for (let place = 0; place < rows.length;) {
    const first = rows[place]!;
    let count = 1;
    while (count < most && rows[place + count] === first + count) count++;
    yield { first, count };
    place += count;
  }
}

/**
 * All pairs joined. Transductive: Â = 1 1ᵀ / n. Inductive, T training nodes: the same among them, and any other node i receives
 * Σ_train z_j / √(T (T + 1)) + z_i / (T + 1).
 */
function completeGraph(block: RowBlock, { nodes }: RankedPairs): RowAggregator {
  const senders = senderCount(nodes);
  const sum = block.leftProduct(
    Float32Array.from({ length: block.rows }, (_, node) => (node < senders ? 1 : 0)),
    1,
  );
  const own = ownShare(block.rows, senders);
  const aggregate = (rows: Int32Array): AggregatedRows => {
    const values = block.csrProduct(own, rows);
    const ones = new Float32Array(rows.length);
    rows.forEach((row, i) => {
      const degree = row < senders ? senders : senders + 1;
      const weight = 1 / Math.sqrt(senders * degree);
      for (let k = 0; k < block.width; k++) values[i * block.width + k]! += weight * sum[k]!;
      ones[i] = senders * weight + (row < senders ? 0 : 1 / degree);
    });
    return { values, ones };
  };
  return (rows) => inSteps(rows, block.width, aggregate);
}

/** What a node has from itself beside its share of the senders' sum: a diagonal matrix. */
function ownShare(count: number, senders: number): SparseRows {
  return {
    rows: count,
    columns: count,
    rowStart: Int32Array.from({ length: count + 1 }, (_, node) => Math.max(0, node - senders)),
    columnIndex: Int32Array.from({ length: count - senders }, (_, i) => senders + i),
    values: new Float32Array(count - senders).fill(1 / (senders + 1)),
  };
}
