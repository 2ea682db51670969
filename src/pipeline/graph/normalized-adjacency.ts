/** The adjacency of one run at one threshold, with self-loops and symmetric normalisation. */

import type { SparseRows } from "../../numeric/csr-product.ts";
import type { CsrMatrix, PairSimilarities, RunNodes } from "../artifacts.ts";
import { similarityOf } from "./pair-similarities.ts";
import { trainingCount } from "./run-nodes.ts";

/**
 * Normalised adjacency with self-loops, Â_ij = Ã_ij / √(d̃_i d̃_j), Ã = A + I (Kipf & Welling 2017, arXiv:1609.02907, eq. 2),
 * A_ij = 1 for S_ij > τ, strict.
 *
 * Transductive: one graph over all nodes; Â is symmetric.
 * Inductive: training nodes are joined among themselves; any other node receives from the training nodes above τ and sends nothing, so
 * d̃_i = 1 + their number, training degrees do not change, and a row does not depend on the other validation and test nodes.
 *
 * @returns CSR [n, n] float32; row i holds what node i receives, by rising column; a node without neighbours keeps Â_ii = 1. O(n² + E).
 */
export function normalizedAdjacency(
  similarities: PairSimilarities,
  nodes: RunNodes,
  threshold: number,
): CsrMatrix {
  const normalized = normalizeAdjacency(thresholdAdjacency(similarities, nodes, threshold));
  return { ...normalized, values: new Float32Array(normalized.values) };
}

/**
 * Â_ij = Ã_ij / √(d̃_i d̃_j) of a weighted adjacency whose row i holds what node i receives, d̃_i = Σ_j Ã_ij its in-degree.
 * Self-loops that exist keep their weight, the others are added with `selfLoop` (as in PyTorch Geometric's gcn_norm; 2 is its `improved`).
 * A node of degree 0 gets a row and column of zeros.
 *
 * @param adjacency [n, n], columns rising within a row
 * @throws RangeError if a weight is negative: a degree below zero has no square root
 */
export function normalizeAdjacency(
  adjacency: SparseRows,
  selfLoop = 1,
): SparseRows & { readonly values: Float64Array } {
  const looped = withSelfLoops(adjacency, selfLoop);
  const { rows, rowStart, columnIndex, values } = looped;
  const degree = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let e = rowStart[row]!; e < rowStart[row + 1]!; e++) {
      if (!(values[e]! >= 0)) throw new RangeError(`edge weight ${values[e]!}`);
      degree[row]! += values[e]!;
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let e = rowStart[row]!; e < rowStart[row + 1]!; e++) {
      // One root of the product, not a product of roots: for equal degrees it is the degree itself, without rounding.
      const root = Math.sqrt(degree[row]! * degree[columnIndex[e]!]!);
      values[e] = root > 0 ? values[e]! / root : 0;
    }
  }
  return looped;
}

/** A without self-loops, every weight 1. */
function thresholdAdjacency(
  similarities: PairSimilarities,
  nodes: RunNodes,
  threshold: number,
): CsrMatrix {
  const count = nodes.example.length;
  const sources = nodes.scope === "inductive" ? trainingCount(nodes) : count;
  const rowStart = new Int32Array(count + 1);
  eachEdge(similarities, nodes, sources, threshold, (row) => {
    rowStart[row + 1]!++;
  });
  for (let row = 0; row < count; row++) rowStart[row + 1]! += rowStart[row]!;
  const next = rowStart.slice(0, count);
  const columnIndex = new Int32Array(rowStart[count]!);
  eachEdge(similarities, nodes, sources, threshold, (row, column) => {
    columnIndex[next[row]!++] = column;
  });
  const values = new Float32Array(columnIndex.length).fill(1);
  return { rows: count, columns: count, rowStart, columnIndex, values };
}

/** Calls `receive` for every edge (receiver, sender); the senders of one receiver come in rising order. */
function eachEdge(
  similarities: PairSimilarities,
  nodes: RunNodes,
  sources: number,
  threshold: number,
  receive: (receiver: number, sender: number) => void,
): void {
  const { example } = nodes;
  for (let i = 0; i < sources; i++) {
    const a = example[i]!;
    for (let j = i + 1; j < example.length; j++) {
      if (!(similarityOf(similarities, a, example[j]!) > threshold)) continue;
      if (j < sources) receive(i, j);
      receive(j, i);
    }
  }
}

/** A copy in which every row has its diagonal entry; missing ones get `weight`. */
function withSelfLoops(
  adjacency: SparseRows,
  weight: number,
): SparseRows & { readonly values: Float64Array } {
  const { rows, columns, rowStart: oldStart } = adjacency;
  const rowStart = new Int32Array(rows + 1);
  const columnIndex = new Int32Array(adjacency.columnIndex.length + rows);
  const values = new Float64Array(columnIndex.length);
  let end = 0;
  const append = (column: number, value: number): void => {
    columnIndex[end] = column;
    values[end++] = value;
  };
  for (let row = 0; row < rows; row++) {
    let looped = false;
    for (let e = oldStart[row]!; e < oldStart[row + 1]!; e++) {
      const column = adjacency.columnIndex[e]!;
      if (!looped && column > row) append(row, weight);
      looped ||= column >= row;
      append(column, adjacency.values[e]!);
    }
    if (!looped) append(row, weight);
    rowStart[row + 1] = end;
  }
  return {
    rows,
    columns,
    rowStart,
    columnIndex: columnIndex.slice(0, end),
    values: values.slice(0, end),
  };
}
