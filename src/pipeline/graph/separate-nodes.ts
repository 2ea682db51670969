/**
 * E3: two nodes a sample, its image and its text, in place of one fused node. Threshold edges stand inside a modality (between modalities too where
 * both encoders share a space); a sample's own cross edge is always there.
 *
 * Node 2i is the image of sample i, node 2i + 1 its text. Similarities are made anew at each threshold, so that no pairs are kept.
 */

import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels, RowBlock } from "../../numeric/matrix-kernels.ts";
import {
  PART_CODES,
  type EmbeddingMatrix,
  type Embeddings,
  type FeatureSettings,
  type GraphScope,
  type Pools,
  type RunNodes,
} from "../artifacts.ts";
import { fuseFeatures } from "../embeddings/fused-features.ts";
import { loadNodes } from "./load-nodes.ts";
import { binOf, SIMILARITY_BINS } from "./pair-distribution.ts";
import { trainingCount } from "./run-nodes.ts";
import { binnedGrid, candidateExamples } from "./threshold-grid.ts";

/** Unit rows of both modalities by example, after E1; rows of zeros where an example has none. */
export interface SeparateFeatures {
  readonly image: EmbeddingMatrix;
  readonly text: EmbeddingMatrix;
  /** w of E2, strictly between 0 and 1: it weighs what the network sees, never a similarity. */
  readonly modalityWeight: number;
  /** One encoder for both, of equal size: an image may then be compared with a text. */
  readonly sharedSpace: boolean;
}

/** Why there can be no separate nodes, in words, or null. */
export function separateObstacle(
  { text }: Pick<Embeddings, "text">,
  { modalityWeight: w }: Pick<FeatureSettings, "modalityWeight">,
): string | null {
  if (!text.values.some((value) => value !== 0)) return "needs text features";
  return w > 0 && w < 1 ? null : "needs a text weight between 0 and 1";
}

/** @throws RangeError where `separateObstacle` names one */
export function separateFeatures(
  embeddings: Embeddings,
  settings: FeatureSettings,
  trainPool: readonly number[],
): SeparateFeatures {
  const obstacle = separateObstacle(embeddings, settings);
  if (obstacle !== null) throw new RangeError(`a graph of separate nodes ${obstacle}`);
  const { imageEncoder, textEncoder, image, text } = embeddings;
  const only = (modalityWeight: number): EmbeddingMatrix =>
    fuseFeatures(embeddings, { ...settings, modalityWeight }, trainPool);
  return {
    image: only(0),
    text: only(1),
    modalityWeight: settings.modalityWeight,
    sharedSpace: imageEncoder.id === textEncoder.id && image.dimension === text.dimension,
  };
}

/** The samples of a graph, ready for products. */
export interface SeparateBlocks {
  /** v [n, D_image] and t [n, D_text]; rows of Â X are made from them. */
  readonly image: RowBlock;
  readonly text: RowBlock;
  /** What is compared with what: row r of a layer is the node `nodeOf(r)`. */
  readonly layers: readonly Layer[];
  readonly dispose: () => void;
}

interface Layer {
  readonly block: RowBlock;
  /** Rows of the layer a sample has. */
  readonly rowsPerSample: 1 | 2;
  readonly nodeOf: (row: number) => number;
}

/** @param examples example of each sample @throws StudioError graph/too-many-nodes */
export function loadSeparate(
  kernels: MatrixKernels,
  { image, text, sharedSpace }: SeparateFeatures,
  examples: ArrayLike<number>,
): SeparateBlocks {
  const count = examples.length;
  const held: RowBlock[] = [];
  const load = (values: Float32Array, rows: number, width: number): RowBlock => {
    const block = loadNodes(kernels, values, rows, width);
    held.push(block);
    return block;
  };
  const dispose = (): void => {
    for (const block of held) block.dispose();
  };
  try {
    const rowsOf = ({ values, dimension }: EmbeddingMatrix): Float32Array =>
      gatherRows(values, dimension, examples);
    const [v, t] = [rowsOf(image), rowsOf(text)];
    const images = load(v, count, image.dimension);
    const texts = load(t, count, text.dimension);
    const blocks = { image: images, text: texts, dispose };
    if (!sharedSpace) return { ...blocks, layers: [layerOf(images, 0), layerOf(texts, 1)] };
    const both = load(interleaved(v, t, image.dimension), 2 * count, image.dimension);
    return { ...blocks, layers: [{ block: both, rowsPerSample: 2, nodeOf: (row) => row }] };
  } catch (error) {
    dispose();
    throw error;
  }
}

function layerOf(block: RowBlock, modality: 0 | 1): Layer {
  return { block, rowsPerSample: 1, nodeOf: (row) => 2 * row + modality };
}

function interleaved(first: Float32Array, second: Float32Array, width: number): Float32Array {
  const rows = new Float32Array(first.length + second.length);
  for (let start = 0; start < first.length; start += width) {
    rows.set(first.subarray(start, start + width), 2 * start);
    rows.set(second.subarray(start, start + width), 2 * start + width);
  }
  return rows;
}

const STRIPE_ROWS = 64;

/**
 * Visits each pair of nodes that a threshold may join, own cross edges left out: source < target, the source of one of the first `senders` samples.
 * O(pairs); yields the number of sources done, of 2 senders, after each stripe.
 */
export function* eachPair(
  { layers }: SeparateBlocks,
  senders: number,
  visit: (source: number, target: number, similarity: number) => void,
): Generator<number, void> {
  let done = 0;
  for (const { block, rowsPerSample, nodeOf } of layers) {
    const sources = senders * rowsPerSample;
    for (let first = 0; first < sources; first += STRIPE_ROWS) {
      const rows = Math.min(STRIPE_ROWS, sources - first);
      const { values, stride } = block.products(first, rows, first);
      for (let row = first; row < first + rows; row++) {
        const offset = (row - first) * stride - first;
        const source = nodeOf(row);
        for (let column = row + 1; column < block.rows; column++) {
          const target = nodeOf(column);
          if (source >>> 1 !== target >>> 1) visit(source, target, values[offset + column]!);
        }
      }
      done += rows;
      yield done;
    }
  }
}

/**
 * The thresholds of a sweep over separate nodes, one grid for all seeds: no edges but the own cross edges, everything joined, and between them the
 * shares of `thresholdGrid` over the pairs that `eachPair` visits, n = nodes of a run (inductive: of its training samples). Each stands on an edge
 * of the bins, which no more than 1/4,096 divides.
 *
 * @returns at most `count` thresholds, ascending
 */
export function* separateThresholdGrid(
  kernels: MatrixKernels,
  features: SeparateFeatures,
  pools: Pick<Pools, "pool">,
  runs: readonly RunNodes[],
  scope: GraphScope,
  count: number,
): Generator<number, number[]> {
  if (!Number.isInteger(count) || count < 2) throw new RangeError(`${count} thresholds`);
  const candidates = candidateExamples(pools, scope);
  const histogram = new Uint32Array(SIMILARITY_BINS);
  const blocks = loadSeparate(kernels, features, candidates);
  try {
    yield* eachPair(blocks, candidates.length, (_source, _target, similarity) => {
      histogram[binOf(similarity)]!++;
    });
  } finally {
    blocks.dispose();
  }
  const samples = runs.map((nodes) =>
    scope === "inductive" ? trainingCount(nodes) : nodes.part.length,
  );
  return binnedGrid(histogram, 2 * Math.max(0, ...samples), count);
}

/** Samples that may be predicted or learned from: they come before the unlabelled ones. */
export function knownSamples({ part }: RunNodes): number {
  const end = part.indexOf(PART_CODES.unlabelled);
  return end === -1 ? part.length : end;
}
