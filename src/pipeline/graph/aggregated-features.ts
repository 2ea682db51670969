/** Rows of Â Z at one threshold, whether the pairs above it are kept or not. */

import { csrRowSums, type SparseRows } from "../../numeric/csr-product.ts";
import type { RowBlock } from "../../numeric/matrix-kernels.ts";
import type { RankedPairs, RunNodes } from "../artifacts.ts";
import { attainableThreshold } from "./attainable-threshold.ts";
import { normalizedAdjacency } from "./normalized-adjacency.ts";
import { trainingCount } from "./run-nodes.ts";

export interface AggregatedRows {
  /** Rows of Â Z, [rows, width] */
  readonly values: Float32Array;
  /** Rows of Â 1, [rows] */
  readonly ones: Float32Array;
}

type RowAggregator = (rows: Int32Array) => AggregatedRows;

/** Rows of a dense band of Â or of a stripe of cosines: n times as many floats. */
const BAND_ROWS = 64;
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
  return countedPairs(block, ranked, threshold);
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
function countedPairs(block: RowBlock, ranked: RankedPairs, threshold: number): RowAggregator {
  const senders = senderCount(ranked.nodes);
  const degrees = degreesAbove(block, senders, threshold);
  const dense = isDense(
    ranked,
    degrees.reduce((sum, degree) => sum + degree, 0),
  );
  return (rows) => {
    const values = new Float32Array(rows.length * block.width);
    const ones = new Float32Array(rows.length);
    for (let first = 0; first < rows.length;) {
      const count = consecutiveRows(rows, first);
      const band = adjacencyRows(block, rows[first]!, count, senders, threshold, degrees);
      const chosen = Int32Array.from({ length: count }, (_, i) => i);
      const product = dense ? denseProduct(block, band, chosen) : block.csrProduct(band, chosen);
      values.set(product, first * block.width);
      ones.set(csrRowSums(band), first);
      first += count;
    }
    return { values, ones };
  };
}

/** Nodes that send to others; they come first. */
function senderCount(nodes: RunNodes): number {
  return nodes.scope === "inductive" ? trainingCount(nodes) : nodes.part.length;
}

/** d̃ of every node, one pass over the rows of the senders. */
function degreesAbove(block: RowBlock, senders: number, threshold: number): Int32Array {
  const degrees = new Int32Array(block.rows).fill(1);
  for (let first = 0; first < senders; first += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, senders - first);
    const { values, stride } = block.products(first, rows, first);
    for (let row = first; row < first + rows; row++) {
      const offset = (row - first) * stride - first;
      let received = 0;
      for (let column = row + 1; column < block.rows; column++) {
        if (!(values[offset + column]! > threshold)) continue;
        degrees[column]!++;
        if (column < senders) received++;
      }
      degrees[row]! += received;
    }
  }
  return degrees;
}

/** How many rows from place `first` on follow each other in the matrix too, at most a band. */
function consecutiveRows(rows: Int32Array, first: number): number {
  let count = 1;
  while (count < BAND_ROWS && rows[first + count] === rows[first]! + count) count++;
  return count;
}

/** Rows [first, first + count) of Â from cosines made for them. */
function adjacencyRows(
  block: RowBlock,
  first: number,
  count: number,
  senders: number,
  threshold: number,
  degrees: Int32Array,
): SparseRows {
  const { values: cosines, stride } = block.products(first, count, 0);
  const entries = degrees.subarray(first, first + count).reduce((sum, degree) => sum + degree, 0);
  const rowStart = new Int32Array(count + 1);
  const columnIndex = new Int32Array(entries);
  const values = new Float32Array(entries);
  let entry = 0;
  for (let row = first; row < first + count; row++) {
    const offset = (row - first) * stride;
    for (let column = 0; column < block.rows; column++) {
      const joined = column < senders && cosines[offset + column]! > threshold;
      if (!joined && column !== row) continue;
      columnIndex[entry] = column;
      values[entry++] = 1 / Math.sqrt(degrees[row]! * degrees[column]!);
    }
    rowStart[row - first + 1] = entry;
  }
  return { rows: count, columns: block.rows, rowStart, columnIndex, values };
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
