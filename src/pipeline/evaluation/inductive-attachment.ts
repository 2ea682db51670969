/** The class of one more row: it is joined to the training nodes that resemble it, and nothing is trained again. */

import type { WeightValues } from "../adapter/initial-parameters.ts";
import { fuseWithMeans } from "../embeddings/fused-features.ts";
import type { TrainedAdapter, TrainingRows } from "./trained-adapter.ts";

/** One row of raw embeddings. */
export interface RawRow {
  /** [D_image]; null where the adapter reads text only, or there is no image. */
  readonly image: Float32Array | null;
  /** [D_text]; null without a caption. */
  readonly text: Float32Array | null;
}

export interface Attachment {
  /** [C] */
  readonly logits: Float64Array;
  /** [C] softmax of the logits */
  readonly probabilities: Float64Array;
  /** Class of the largest logit; the first of equal ones. */
  readonly predicted: number;
  /** The training nodes above τ, most similar first. */
  readonly neighbours: readonly TrainingNeighbour[];
}

interface TrainingNeighbour {
  readonly example: number;
  readonly label: number;
  readonly similarity: number;
}

/**
 * Attaches a row q by E8: z_q by E1 and E2 with the stored means, edges from the training nodes j with z_q · z_j > τ, d̃_q = 1 + their number,
 * (Â X)_q = Σ_j x_j / √(d̃_q d̃_j) + x_q / d̃_q, then E9 to E13 for this row alone. In inductive scope that is what the run predicts for a
 * test image. A transductive run predicts its test images within its graph; a further row is joined to the training nodes only, whose d̃_j
 * are those of that graph.
 *
 * @throws RangeError if a row has another length than the adapter's embeddings, or a value is not finite
 */
export function inductiveAttachment(adapter: TrainedAdapter, row: RawRow): Attachment {
  const z = fusedRow(adapter, row);
  const { dimension, values, examples, labels, degrees } = adapter.trainingRows;
  const joined = Array.from(degrees.keys(), (node) => ({
    node,
    similarity: cosine(z, values, node),
  }))
    .filter(({ similarity }) => similarity > adapter.threshold)
    .sort((a, b) => b.similarity - a.similarity || a.node - b.node);
  const degree = 1 + joined.length;
  const { scale } = adapter.features;
  const features = Float64Array.from(z, (value) => scale * value);
  const aggregated = features.map((value) => value / degree);
  let ones = 1 / degree;
  for (const { node } of joined) {
    const weight = 1 / Math.sqrt(degree * degrees[node]!);
    for (let k = 0; k < dimension; k++) {
      aggregated[k]! += weight * scale * values[node * dimension + k]!;
    }
    ones += weight;
  }
  const logits = rowLogits(adapter, features, aggregated, ones);
  return {
    logits,
    probabilities: softmax(logits),
    predicted: logits.indexOf(Math.max(...logits)),
    neighbours: joined.map(({ node, similarity }) => ({
      example: examples[node]!,
      label: labels[node]!,
      similarity,
    })),
  };
}

/** z_q [D] */
function fusedRow(adapter: TrainedAdapter, { image, text }: RawRow): Float32Array {
  const matrix = (values: Float32Array | null, dimension: number) => {
    if (values !== null && values.length !== dimension) {
      throw new RangeError(`${values.length} numbers for an embedding of ${dimension}`);
    }
    return { rows: 1, dimension, values: values ?? new Float32Array(dimension) };
  };
  const { values } = fuseWithMeans(
    { image: matrix(image, adapter.imageDimension), text: matrix(text, adapter.textDimension) },
    adapter.features.modalityWeight,
    adapter.means,
  );
  return values;
}

function cosine(z: Float32Array, values: TrainingRows["values"], node: number): number {
  const start = node * z.length;
  return z.reduce((sum, value, k) => sum + value * values[start + k]!, 0);
}

/** E9 to E13 of one row from its rows of X, Â X and Â 1. */
function rowLogits(
  { parameters: p, settings }: TrainedAdapter,
  features: Float64Array,
  aggregated: Float64Array,
  ones: number,
): Float64Array {
  const down = affine(aggregated, p.downWeight, p.downBias, ones);
  const gcn = affine(down, p.gcnWeight, p.gcnBias);
  const active = settings.activation === "relu" ? gcn.map((x) => Math.max(0, x)) : gcn;
  const up = affine(active, p.upWeight, p.upBias);
  const hidden = settings.residual ? up.map((u, k) => u + features[k]!) : up;
  return affine(hidden, p.headWeight, p.headBias);
}

/** x W + c b: [in], [in, out], [out] -> [out] */
function affine(
  x: Float64Array,
  { shape: [rows, columns], values }: WeightValues,
  bias: Float32Array,
  factor = 1,
): Float64Array {
  const out = Float64Array.from(bias, (b) => factor * b);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j]! += x[i]! * values[i * columns + j]!;
  }
  return out;
}

function softmax(logits: Float64Array): Float64Array {
  const largest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - largest));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}
