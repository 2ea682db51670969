/** The adjacency of one run at one threshold, with self-loops and symmetric normalisation. */

import { countAbove } from "../../numeric/count-above.ts";
import type { SparseRows } from "../../numeric/csr-product.ts";
import type { CsrMatrix, RankedPairs, RunNodes } from "../artifacts.ts";
import { senderCount } from "./run-nodes.ts";

/**
 * Normalised adjacency with self-loops, Â_ij = Ã_ij / √(d̃_i d̃_j), Ã = A + I (Kipf & Welling 2017, arXiv:1609.02907, eq. 2),
 * A_ij = 1 for S_ij > τ, strict.
 *
 * Transductive: one graph over all nodes; Â is symmetric.
 * Inductive: training nodes are joined among themselves; any other node receives from the training nodes above τ and sends nothing, so
 * d̃_i = 1 + their number, training degrees do not change, and a row does not depend on the other validation and test nodes.
 *
 * @returns CSR [n, n] float32; row i holds what node i receives, by rising column; a node without neighbours keeps Â_ii = 1. O(n + E).
 * @throws RangeError below the cut-off of the ranked pairs, where edges are missing
 */
export function normalizedAdjacency(ranked: RankedPairs, threshold: number): CsrMatrix {
  if (threshold < ranked.cutoff) {
    throw new RangeError(`threshold ${threshold} below the cut-off ${ranked.cutoff}`);
  }
  const edges = countAbove(ranked.similarity, threshold);
  const normalized = normalizeAdjacency(edgeAdjacency(ranked.nodes, ranked, edges));
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
    let sum = 0;
    for (let e = rowStart[row]!; e < rowStart[row + 1]!; e++) {
      if (!(values[e]! >= 0)) throw new RangeError(`edge weight ${values[e]!}`);
      sum += values[e]!;
    }
    degree[row] = sum;
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

/**
 * A without self-loops, from a list of edges.
 *
 * @param edges in inductive scope the source of each is a training node; each pair of nodes at most once
 * @param count how many of them, from the first on
 * @param weights one an edge, 1 unless given
 * @returns CSR [n, n], row i holds what node i receives, by rising column. O(n + E).
 */
export function edgeAdjacency(
  nodes: RunNodes,
  { source, target }: Pick<RankedPairs, "source" | "target">,
  count = source.length,
  weights: Float32Array | null = null,
): CsrMatrix {
  const rows = nodes.part.length;
  // Nodes from here on send nothing back to the source of a pair.
  const senders = senderCount(nodes);
  const received = new Int32Array(rows);
  const sent = new Int32Array(rows);
  for (let edge = 0; edge < count; edge++) {
    const a = source[edge]!;
    const b = target[edge]!;
    sent[a]!++;
    received[b]!++;
    if (b >= senders) continue;
    sent[b]!++;
    received[a]!++;
  }
  const bySender = edgesBySender(source, target, count, senders, sent);
  const rowStart = startsOf(received);
  const next = rowStart.slice(0, rows);
  const columnIndex = new Int32Array(rowStart[rows]!);
  const values = new Float32Array(columnIndex.length).fill(1);
  // Sender after sender, so that the columns of each row come in rising order.
  let place = 0;
  for (let sender = 0; sender < rows; sender++) {
    for (const end = place + sent[sender]!; place < end; place++) {
      const edge = bySender[place]!;
      const entry = next[source[edge]! === sender ? target[edge]! : source[edge]!]!++;
      columnIndex[entry] = sender;
      if (weights !== null) values[entry] = weights[edge]!;
    }
  }
  return { rows, columns: rows, rowStart, columnIndex, values };
}

/** The edges that the first sender sends on, then those of the second and so on. */
function edgesBySender(
  source: Int32Array,
  target: Int32Array,
  count: number,
  senders: number,
  sent: Int32Array,
): Int32Array {
  const starts = startsOf(sent);
  const edges = new Int32Array(starts[sent.length]!);
  for (let edge = 0; edge < count; edge++) {
    const b = target[edge]!;
    edges[starts[source[edge]!]!++] = edge;
    if (b < senders) edges[starts[b]!++] = edge;
  }
  return edges;
}

/** [n + 1] sums of all sizes before each. */
function startsOf(sizes: Int32Array): Int32Array {
  const starts = new Int32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) starts[i + 1] = starts[i]! + sizes[i]!;
  return starts;
}

/** A copy in which every row has its diagonal entry; missing ones get `weight`. */
function withSelfLoops(
  adjacency: SparseRows,
  weight: number,
): SparseRows & { readonly values: Float64Array } {
  const { rows, columns, rowStart: oldStart, columnIndex: oldColumns, values: old } = adjacency;
  const rowStart = new Int32Array(rows + 1);
  const columnIndex = new Int32Array(oldColumns.length + rows);
  const values = new Float64Array(columnIndex.length);
  let end = 0;
  for (let row = 0; row < rows; row++) {
    const last = oldStart[row + 1]!;
    let e = oldStart[row]!;
    for (; e < last && oldColumns[e]! < row; e++, end++) {
      columnIndex[end] = oldColumns[e]!;
      values[end] = old[e]!;
    }
    if (e === last || oldColumns[e]! > row) {
      columnIndex[end] = row;
      values[end++] = weight;
    }
    for (; e < last; e++, end++) {
      columnIndex[end] = oldColumns[e]!;
      values[end] = old[e]!;
    }
    rowStart[row + 1] = end;
  }
  return {
    rows,
    columns,
    rowStart,
    columnIndex: columnIndex.subarray(0, end),
    values: values.subarray(0, end),
  };
}
