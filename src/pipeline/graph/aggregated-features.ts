/** Rows of Â Z at one threshold, whether the pairs above it are kept or not. */

import { csrRowSums, type SparseRows } from "../../numeric/csr-product.ts";
import type { RowBlock } from "../../numeric/matrix-kernels.ts";
import type { RankedPairs } from "../artifacts.ts";
import { attainableThreshold } from "./attainable-threshold.ts";
import { normalizedAdjacency } from "./normalized-adjacency.ts";
import { adjacencyRows, degreesAbove, joinedSenders } from "./recomputed-edges.ts";
import { senderCount } from "./run-nodes.ts";

export interface AggregatedRows {
  /** Rows of Â Z, [rows, width] */
  readonly values: Float32Array;
  /** Rows of Â 1, [rows] */
  readonly ones: Float32Array;
}

type RowAggregator = (rows: Int32Array) => AggregatedRows;

/** Rows of a band of Â, dense: n times as many floats. */
const BAND_ROWS = 64;
/** Neighbours that are found at a time, a byte for each row and sender. */
const JOINED_BYTES = 2 ** 26;
/** Sparse entries cost about four dense ones, so a graph with more edges than that is multiplied as a dense matrix. */
const DENSE_SHARE = 1 / 4;

/**
 * Rows of Â Z and Â 1, Â of `normalizedAdjacency`, in the way that suits τ (see `attainableThreshold`):
 * at and above the cut-off by a sparse product, or a dense one by bands of rows where most pairs are joined; below it by bands whose
 * cosines are made anew, degrees first, so that no N² numbers are stored; below the smallest similarity in closed form.
 * What the rows of one threshold share is kept until another threshold is asked for.
 *
 * @param block Z [n, width], the unit features of the nodes, in node order
 * @returns a function of τ and node indices
 */
export function createAggregator(
  block: RowBlock,
  ranked: RankedPairs,
): (threshold: number, rows: Int32Array) => AggregatedRows {
  let current: { readonly threshold: number; readonly aggregate: RowAggregator } | null = null;
  return (threshold, rows) => {
    const attained = attainableThreshold(ranked, threshold);
    if (current?.threshold !== attained) {
      current = { threshold: attained, aggregate: aggregatorAt(block, ranked, attained) };
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
  return (rows) => ({
    values: dense ? denseProduct(block, adjacency, rows) : block.csrProduct(adjacency, rows),
    ones: csrRowSums(adjacency, rows),
  });
}

/** In inductive scope a row has its training neighbours only, and its product must not depend on how many other nodes there are. */
function isDense({ nodes }: RankedPairs, entries: number): boolean {
  return nodes.scope === "transductive" && entries > DENSE_SHARE * nodes.part.length ** 2;
}

/** The chosen rows of A Z, A written out as a dense matrix a band at a time. */
function denseProduct(block: RowBlock, matrix: SparseRows, rows: Int32Array): Float32Array {
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
  const degrees = degreesAbove(block, rule);
  const dense = isDense(
    ranked,
    degrees.reduce((sum, degree) => sum + degree, 0),
  );
  const aggregateBand = (joined: Uint8Array, first: number, count: number): AggregatedRows => {
    const band = adjacencyRows(joined, first, count, degrees);
    const chosen = Int32Array.from({ length: count }, (_, i) => i);
    const values = dense ? denseProduct(block, band, chosen) : block.csrProduct(band, chosen);
    return { values, ones: csrRowSums(band) };
  };
  return (rows) => {
    const values = new Float32Array(rows.length * block.width);
    const ones = new Float32Array(rows.length);
    let place = 0;
    for (const { first, count } of runsOf(rows, Math.ceil(JOINED_BYTES / senders))) {
      const joined = joinedSenders(block, first, count, rule);
      for (let start = 0; start < count; start += BAND_ROWS) {
        const end = Math.min(count, start + BAND_ROWS);
        const part = joined.subarray(start * senders, end * senders);
        const band = aggregateBand(part, first + start, end - start);
        values.set(band.values, (place + start) * block.width);
        ones.set(band.ones, place + start);
      }
      place += count;
    }
    return { values, ones };
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
  return (rows) => {
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
