/** The graph of separate nodes at one threshold: what it is like, and the rows of Â X and Â 1 that it gives. */

import type { SparseRows } from "../../numeric/csr-product.ts";
import type { RowBlock } from "../../numeric/matrix-kernels.ts";
import { createUnionFind } from "../../numeric/union-find.ts";
import type { GraphStatistics, RunNodes } from "../artifacts.ts";
import { denseProduct, type AggregatedRows } from "./aggregated-features.ts";
import { adjustedHomophily } from "./graph-statistics.ts";
import { joinedSenders } from "./recomputed-edges.ts";
import { senderCount, trainingCount } from "./run-nodes.ts";
import { eachPair, knownSamples, type SeparateBlocks } from "./separate-nodes.ts";

export interface SeparateGraph {
  readonly statistics: GraphStatistics;
  /** d̃ of every node, [2n]: itself, its partner, and the senders above τ. */
  readonly degrees: Int32Array;
}

/**
 * Counts over {(a, b): S_ab > τ}, without the own cross edges, which every node has at every threshold: edges, degree, isolated nodes and homophily
 * are of the threshold edges. Components are those of the whole graph. Definitions of `createGraphStatistics`, over 2n nodes.
 *
 * @param nodes the samples
 * @returns a generator that yields the number of sources done, of two a sender
 */
export function* countSeparate(
  blocks: SeparateBlocks,
  nodes: RunNodes,
  threshold: number,
): Generator<number, SeparateGraph> {
  const { label, classCount, scope } = nodes;
  const count = 2 * label.length;
  const senders = 2 * senderCount(nodes);
  const training = 2 * trainingCount(nodes);
  const degrees = new Int32Array(count).fill(2);
  const classDegree = new Float64Array(classCount);
  const sets = createUnionFind(count);
  let components = count / 2;
  for (let node = 0; node < count; node += 2) sets.join(node, node + 1);
  let [edges, trainingEdges, known, same] = [0, 0, 0, 0];
  yield* eachPair(blocks, senders / 2, (source, target, similarity) => {
    if (!(similarity > threshold)) return;
    edges++;
    degrees[target]!++;
    if (target < senders) degrees[source]!++;
    if (target < training) trainingEdges++;
    if (sets.join(source, target)) components--;
    const [a, b] = [label[source >>> 1]!, label[target >>> 1]!];
    if (a < 0 || b < 0) return;
    known++;
    if (a === b) same++;
    classDegree[a]!++;
    classDegree[b]!++;
  });
  const homophily = known === 0 ? null : same / known;
  const squaredDegrees = classDegree.reduce((sum, degree) => sum + degree ** 2, 0);
  const statistics: GraphStatistics = {
    threshold,
    edges,
    meanDegree:
      scope === "inductive"
        ? (2 * trainingEdges) / Math.max(1, training)
        : (2 * edges) / Math.max(1, count),
    isolated: degrees.filter((degree) => degree === 2).length / Math.max(1, count),
    homophily,
    adjustedHomophily: adjustedHomophily(homophily, squaredDegrees, known),
    components,
    exact: true,
  };
  return { statistics, degrees };
}

/** Samples whose rows are made in one step. */
const BAND_SAMPLES = 64;
/** Neighbours that are found at a time, a byte for each pair of nodes. */
const JOINED_BYTES = 2 ** 25;

/**
 * Â X and Â 1 of both nodes of every sample that is not unlabelled: Â_ab = Ã_ab / √(d̃_a d̃_b) with in-degrees d̃ (E7, E8), Ã = A + I, and in A each
 * sample's own cross edge both ways, whatever the scope. X = [√(2 (1 - w)) v, 0] for an image and [0, √(2 w) t] for a text: unit rows at w = 1/2.
 *
 * @param degrees of the same threshold
 * @returns a generator that yields the number of samples done and returns [2m, D_image + D_text], the image of a sample before its text
 */
export function* aggregateSeparate(
  blocks: SeparateBlocks,
  nodes: RunNodes,
  modalityWeight: number,
  threshold: number,
  degrees: Int32Array,
): Generator<number, AggregatedRows> {
  const { image, text } = blocks;
  const samples = knownSamples(nodes);
  const senders = senderCount(nodes);
  const width = image.width + text.width;
  const values = new Float32Array(2 * samples * width);
  const ones = new Float32Array(2 * samples);
  const scales = [Math.sqrt(2 * (1 - modalityWeight)), Math.sqrt(2 * modalityWeight)] as const;
  const atOnce = Math.max(1, Math.floor(JOINED_BYTES / (4 * senders)));
  for (let first = 0; first < samples; first += atOnce) {
    const end = Math.min(samples, first + atOnce);
    const isJoined = joinedNodes(blocks, first, end - first, senders, threshold);
    for (let start = first; start < end; start += BAND_SAMPLES) {
      const count = Math.min(BAND_SAMPLES, end - start);
      const band = bandOf(start, count, senders, degrees, isJoined);
      const place = (block: RowBlock, received: SparseRows, offset: number, scale: number) => {
        const product = multiply(block, received, nodes.scope === "transductive");
        for (let row = 0; row < received.rows; row++) {
          const target = (2 * start + row) * width + offset;
          for (let k = 0; k < block.width; k++) {
            values[target + k] = scale * product[row * block.width + k]!;
          }
          for (let e = received.rowStart[row]!; e < received.rowStart[row + 1]!; e++) {
            ones[2 * start + row]! += received.values[e]!;
          }
        }
      };
      place(image, band.fromImages, 0, scales[0]);
      place(text, band.fromTexts, image.width, scales[1]);
      yield start + count;
    }
  }
  return { values, ones };
}

type IsJoined = (node: number, sender: number) => boolean;

/** Which nodes of samples [first, first + count) receive from which nodes of the senders; what it says of a sample's own two nodes means nothing. */
function joinedNodes(
  { layers }: SeparateBlocks,
  first: number,
  count: number,
  senders: number,
  threshold: number,
): IsJoined {
  const found = layers.map(({ block, rowsPerSample: rows }) => {
    const finding = joinedSenders(block, first * rows, count * rows, {
      senders: senders * rows,
      threshold,
    });
    let step = finding.next();
    while (step.done !== true) step = finding.next();
    return step.value;
  });
  const [images, texts] = found;
  if (texts === undefined) {
    return (node, sender) => images![(node - 2 * first) * 2 * senders + sender] === 1;
  }
  return (node, sender) => {
    if (((node ^ sender) & 1) === 1) return false;
    const joined = (node & 1) === 0 ? images! : texts;
    return joined[((node >>> 1) - first) * senders + (sender >>> 1)] === 1;
  };
}

interface Band {
  /** Rows of Â of both nodes of some samples, by the sample that is received from: [2 count, n]. */
  readonly fromImages: SparseRows;
  readonly fromTexts: SparseRows;
}

function bandOf(
  start: number,
  count: number,
  senders: number,
  degrees: Int32Array,
  isJoined: IsJoined,
): Band {
  const entries = [0, 1].map(() => ({
    rowStart: [0],
    columnIndex: new Array<number>(),
    values: new Array<number>(),
  }));
  const receive = (node: number, sender: number): void => {
    const { columnIndex, values } = entries[sender & 1]!;
    columnIndex.push(sender >>> 1);
    values.push(1 / Math.sqrt(degrees[node]! * degrees[sender]!));
  };
  for (let node = 2 * start; node < 2 * (start + count); node++) {
    const own = node >>> 1;
    for (let sender = 0; sender < 2 * senders; sender++) {
      if (sender >>> 1 === own || isJoined(node, sender)) receive(node, sender);
    }
    if (own >= senders) {
      receive(node, 2 * own);
      receive(node, 2 * own + 1);
    }
    for (const { rowStart, columnIndex } of entries) rowStart.push(columnIndex.length);
  }
  const [fromImages, fromTexts] = entries.map(({ rowStart, columnIndex, values }): SparseRows => ({
    rows: 2 * count,
    columns: degrees.length / 2,
    rowStart: Int32Array.from(rowStart),
    columnIndex: Int32Array.from(columnIndex),
    values: Float32Array.from(values),
  }));
  return { fromImages: fromImages!, fromTexts: fromTexts! };
}

/** Sparse entries cost about four dense ones. In inductive scope a product must not depend on how many other nodes there are. */
function multiply(block: RowBlock, matrix: SparseRows, mayBeDense: boolean): Float32Array {
  const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  const dense = mayBeDense && matrix.values.length > (matrix.rows * matrix.columns) / 4;
  return dense ? denseProduct(block, matrix, rows) : block.csrProduct(matrix, rows);
}
