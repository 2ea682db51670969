/** How alike the rows of neighbours are: what one propagation over a graph does to the features, threshold by threshold. */

import { countAbove } from "../../numeric/count-above.ts";
import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels, RowBlock } from "../../numeric/matrix-kernels.ts";
import type { EmbeddingMatrix, FusedFeatures, Progress, RankedPairs } from "../artifacts.ts";
import { createAggregator } from "./aggregated-features.ts";
import { loadNodes } from "./load-nodes.ts";
import { senderCount } from "./run-nodes.ts";

/** Pairs (source, target), each once; the source sends to the target, and the target sends back where it is one of the first `senders` nodes. */
export interface PairList {
  readonly nodes: number;
  readonly senders: number;
  /** Pairs counted, the first ones. */
  readonly edges: number;
  readonly source: Int32Array;
  readonly target: Int32Array;
}

/** Of rows H over the edges of a graph. j is in N(i) when node i receives from node j; d_i = |N(i)|. */
export interface Smoothness {
  /** E(H) = (1/n) Σ_i Σ_{j in N(i)} ||h_i - h_j||² */
  readonly dirichlet: number;
  /** 1/2 Σ_i Σ_{j in N(i)} ||h_i / √(1 + d_i) - h_j / √(1 + d_j)||²; not 0 where all rows are equal but degrees differ. */
  readonly normalizedDirichlet: number;
  /** MAD: mean over nodes with a neighbour of the mean of 1 - cos(h_i, h_j) over j in N(i). A row of zeros has cosine 0. Null without an edge. */
  readonly meanAverageDistance: number | null;
  /** max_i ||h_i - mean of all rows||: MAD does not see an offset that all rows share. */
  readonly rowSpread: number;
}

/** What one propagation does to unit features Z at a threshold; null where the edges are not kept. */
export interface SmoothingPoint {
  readonly threshold: number;
  /** Of Z before, and of Â Z. */
  readonly before: Smoothness | null;
  readonly after: Smoothness | null;
  /** E(Â Z) / E(Z) on the same edges; null without an edge between different rows. */
  readonly dirichletRatio: number | null;
}

/** Pairs multiplied in one step: about a tenth of a second at a thousand columns. */
const STEP_PAIRS = 65_536;
const MEASURING = "Measuring smoothness";

/**
 * Smoothness of rows H on a graph (Chen et al. 2020, arXiv:1909.03211, for MAD; Cai & Wang 2020, arXiv:2006.13318, for the normalised energy).
 *
 * @param dots [edges] h_source · h_target, see `pairDots`
 * @returns O(n D + edges)
 * @throws RangeError unless there is one row a node and one product an edge
 */
export function smoothness(
  pairs: PairList,
  rows: EmbeddingMatrix,
  dots: ArrayLike<number>,
): Smoothness {
  const { nodes, edges, senders, source, target } = pairs;
  if (rows.rows !== nodes || dots.length < edges) {
    throw new RangeError(`${rows.rows} rows and ${dots.length} products for ${nodes} nodes`);
  }
  const degrees = inDegrees(pairs);
  const squares = squaredNorms(rows);
  const distances = new Float64Array(nodes);
  let energy = 0;
  let normalized = 0;
  for (let edge = 0; edge < edges; edge++) {
    const a = source[edge]!;
    const b = target[edge]!;
    const dot = dots[edge]!;
    const times = b < senders ? 2 : 1;
    const cosine = dot === 0 ? 0 : dot / Math.sqrt(squares[a]! * squares[b]!);
    const shareA = squares[a]! / (1 + degrees[a]!);
    const shareB = squares[b]! / (1 + degrees[b]!);
    const cross = (2 * dot) / Math.sqrt((1 + degrees[a]!) * (1 + degrees[b]!));
    // Rounding can leave the square of a distance below zero.
    energy += times * Math.max(0, squares[a]! + squares[b]! - 2 * dot);
    normalized += times * Math.max(0, shareA + shareB - cross);
    distances[b]! += 1 - cosine;
    if (times === 2) distances[a]! += 1 - cosine;
  }
  return {
    dirichlet: energy / Math.max(1, nodes),
    normalizedDirichlet: normalized / 2,
    meanAverageDistance: meanOverReceivers(distances, degrees),
    rowSpread: rowSpread(rows),
  };
}

/** h_source · h_target of the first `edges` pairs, in float64. O(edges D); yields the number of pairs done. */
export function* pairDots(
  { edges, source, target }: PairList,
  { dimension, values }: EmbeddingMatrix,
): Generator<number, Float64Array> {
  const dots = new Float64Array(edges);
  for (let first = 0; first < edges; first += STEP_PAIRS) {
    const end = Math.min(edges, first + STEP_PAIRS);
    for (let edge = first; edge < end; edge++) {
      dots[edge] = dot(values, source[edge]! * dimension, target[edge]! * dimension, dimension);
    }
    yield end;
  }
  return dots;
}

/**
 * One point a threshold, in the order given. A million pairs of 512 columns take about a second.
 *
 * @param features of all examples; their unit rows are measured, not s z: the ratio and MAD do not depend on the scale
 * @returns a generator whose steps count pairs of all thresholds
 * @throws StudioError graph/too-many-nodes when the rows do not fit the memory
 */
export function* smoothingTable(
  kernels: MatrixKernels,
  features: FusedFeatures,
  ranked: RankedPairs,
  thresholds: readonly number[],
): Generator<Progress, SmoothingPoint[]> {
  const { dimension } = features;
  const count = ranked.nodes.example.length;
  const values = gatherRows(features.values, dimension, ranked.nodes.example);
  const rows: EmbeddingMatrix = { rows: count, dimension, values };
  const total = thresholds.reduce((sum, threshold) => sum + pairsAt(ranked, threshold).edges, 0);
  let done = 0;
  const block = loadNodes(kernels, values, count, dimension);
  try {
    const points: SmoothingPoint[] = [];
    for (const threshold of thresholds) {
      const measuring = smoothingAt(block, ranked, rows, threshold);
      let step = measuring.next();
      for (; step.done !== true; step = measuring.next()) {
        yield { label: MEASURING, done: done + step.value, total };
      }
      points.push(step.value);
      done += pairsAt(ranked, threshold).edges;
    }
    return points;
  } finally {
    block.dispose();
  }
}

function* smoothingAt(
  block: RowBlock,
  ranked: RankedPairs,
  rows: EmbeddingMatrix,
  threshold: number,
): Generator<number, SmoothingPoint> {
  if (threshold < ranked.cutoff) {
    return { threshold, before: null, after: null, dirichletRatio: null };
  }
  const pairs = pairsAt(ranked, threshold);
  const everyNode = Int32Array.from({ length: rows.rows }, (_, node) => node);
  const aggregating = createAggregator(block, ranked)(threshold, everyNode);
  let step = aggregating.next();
  for (; step.done !== true; step = aggregating.next()) yield 0;
  const aggregated = { ...rows, values: step.value.values };
  const after = smoothness(pairs, aggregated, yield* pairDots(pairs, aggregated));
  // The similarity is the product of two unit rows; a row of zeros has similarity 0.
  const before = smoothness(pairs, rows, ranked.similarity);
  return {
    threshold,
    before,
    after,
    dirichletRatio: before.dirichlet > 0 ? after.dirichlet / before.dirichlet : null,
  };
}

function pairsAt(ranked: RankedPairs, threshold: number): PairList {
  const { nodes, source, target, similarity, cutoff } = ranked;
  return {
    nodes: nodes.example.length,
    senders: senderCount(nodes),
    edges: threshold < cutoff ? 0 : countAbove(similarity, threshold),
    source,
    target,
  };
}

function inDegrees({ nodes, senders, edges, source, target }: PairList): Int32Array {
  const degrees = new Int32Array(nodes);
  for (let edge = 0; edge < edges; edge++) {
    degrees[target[edge]!]!++;
    if (target[edge]! < senders) degrees[source[edge]!]!++;
  }
  return degrees;
}

function squaredNorms({ rows, dimension, values }: EmbeddingMatrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    dot(values, row * dimension, row * dimension, dimension),
  );
}

function dot(values: Float32Array, a: number, b: number, dimension: number): number {
  // Four sums that do not wait for each other.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 4 <= dimension; k += 4) {
    s0 += values[a + k]! * values[b + k]!;
    s1 += values[a + k + 1]! * values[b + k + 1]!;
    s2 += values[a + k + 2]! * values[b + k + 2]!;
    s3 += values[a + k + 3]! * values[b + k + 3]!;
  }
  for (; k < dimension; k++) s0 += values[a + k]! * values[b + k]!;
  return s0 + s1 + s2 + s3;
}

function meanOverReceivers(distances: Float64Array, degrees: Int32Array): number | null {
  let receivers = 0;
  let sum = 0;
  degrees.forEach((degree, node) => {
    if (degree === 0) return;
    receivers++;
    sum += distances[node]! / degree;
  });
  return receivers === 0 ? null : sum / receivers;
}

function rowSpread({ rows, dimension, values }: EmbeddingMatrix): number {
  const mean = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) mean[i % dimension]! += values[i]! / rows;
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let k = 0; k < dimension; k++) squares += (values[row * dimension + k]! - mean[k]!) ** 2;
    largest = Math.max(largest, squares);
  }
  return Math.sqrt(largest);
}
