/** Label propagation on a weighted graph. */

import { conjugateGradients } from "../../numeric/conjugate-gradients.ts";
import type { SparseRows } from "../../numeric/csr-product.ts";

/** A directed edge; its weight counts in both directions. */
export interface WeightedEdges {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
}

/** As in the released code of ZLaP. */
const SOLVER = { tolerance: 1e-6, maxIterations: 50 };

/**
 * S = D^(-1/2) (W + Wᵀ) D^(-1/2) without diagonal, D the row sums of W + Wᵀ; a node without weight has an empty row.
 * Zhou et al. 2004 ("Learning with local and global consistency", NIPS 16), step 2.
 *
 * @returns CSR [nodes, nodes], float64, symmetric. O(edges log edges).
 * @throws RangeError if an edge names a node outside [0, nodes)
 */
export function symmetricPropagation(nodes: number, edges: WeightedEdges): SparseRows {
  const rows = Array.from({ length: nodes }, () => new Map<number, number>());
  const add = (from: number, to: number, weight: number): void => {
    const row = rows[from];
    if (row === undefined) throw new RangeError(`node ${from} of ${nodes}`);
    row.set(to, (row.get(to) ?? 0) + weight);
  };
  for (let e = 0; e < edges.from.length; e++) {
    const [from, to, weight] = [edges.from[e]!, edges.to[e]!, edges.weight[e]!];
    if (from === to) continue;
    add(from, to, weight);
    add(to, from, weight);
  }
  const scale = rows.map((row) => {
    const degree = [...row.values()].reduce((sum, weight) => sum + weight, 0);
    return degree > 0 ? 1 / Math.sqrt(degree) : 0;
  });
  const sorted = rows.map((row) => [...row].sort(([a], [b]) => a - b));
  const rowStart = new Int32Array(nodes + 1);
  sorted.forEach((row, node) => (rowStart[node + 1] = rowStart[node]! + row.length));
  const entries = sorted.flatMap((row, node) =>
    row.map(([to, weight]) => weight * scale[node]! * scale[to]!),
  );
  return {
    rows: nodes,
    columns: nodes,
    rowStart,
    columnIndex: Int32Array.from(sorted.flatMap((row) => row.map(([to]) => to))),
    values: Float64Array.from(entries),
  };
}

/**
 * Z of (I - α S) Z = Y, column by column with conjugate gradients: the labels Y spread along the edges, α of them at each step.
 * Zhou et al. 2004; Stojnić et al. 2024 (arXiv:2404.04072), equation 2.
 *
 * @param propagation S [n, n] symmetric @param labels Y [n, columns] row-major @param alpha in [0, 1)
 * @returns Z [n, columns]
 * @throws RangeError for an α outside [0, 1)
 */
export function propagateLabels(
  propagation: SparseRows,
  labels: Float64Array,
  columns: number,
  alpha: number,
): Float64Array {
  if (!(alpha >= 0 && alpha < 1)) throw new RangeError(`alpha ${alpha}`);
  const { rows: n, rowStart, columnIndex, values } = propagation;
  const product = new Float64Array(n);
  const multiply = (vector: Float64Array): Float64Array => {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
        sum += values[e]! * vector[columnIndex[e]!]!;
      }
      product[i] = vector[i]! - alpha * sum;
    }
    return product;
  };
  const result = new Float64Array(n * columns);
  for (let c = 0; c < columns; c++) {
    const rightSide = Float64Array.from({ length: n }, (_, i) => labels[i * columns + c]!);
    conjugateGradients(multiply, rightSide, SOLVER).forEach((value, i) => {
      result[i * columns + c] = value;
    });
  }
  return result;
}
