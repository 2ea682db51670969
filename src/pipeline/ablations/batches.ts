/** Batches of 16 nodes and the graphs inside them: what a prediction becomes when it depends on its batch-mates. */

import { gatherRows } from "../../numeric/gather-rows.ts";
import type { MatrixKernels } from "../../numeric/matrix-kernels.ts";
import { childSeed, createRandom } from "../../numeric/random.ts";
import { PART_CODES, type EmbeddingMatrix, type RunNodes } from "../artifacts.ts";
import { nodesOfPart } from "../graph/run-nodes.ts";

export const BATCH_SIZE = 16;

/** "file-order": as the images stand in their folders, class by class in class folders. No label is read. */
export type BatchOrder = "shuffled" | "file-order";

/** Node indices of each batch, the batches of a part one after another; the last of a part may be shorter. */
export interface NodeBatches {
  readonly train: readonly Int32Array[];
  readonly validation: readonly Int32Array[];
  readonly test: readonly Int32Array[];
}

/** @param order of validation and test nodes; training nodes are shuffled in either. The run's seed fixes every shuffle. */
export function nodeBatches(nodes: RunNodes, order: BatchOrder): NodeBatches {
  const batches = (part: "train" | "validation" | "test"): Int32Array[] => {
    const rows = nodesOfPart(nodes, PART_CODES[part]);
    if (part === "train" || order === "shuffled") {
      createRandom(childSeed(nodes.runSeed, "batches", part)).shuffle(rows);
    } else {
      rows.sort((a, b) => nodes.example[a]! - nodes.example[b]!);
    }
    return Array.from({ length: Math.ceil(rows.length / BATCH_SIZE) }, (_, batch) =>
      rows.slice(batch * BATCH_SIZE, (batch + 1) * BATCH_SIZE),
    );
  };
  return { train: batches("train"), validation: batches("validation"), test: batches("test") };
}

/** Pairs inside batches by falling similarity. */
export interface BatchPairs {
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly similarity: Float32Array;
}

/** @param features unit rows by example */
export function batchPairs(
  kernels: MatrixKernels,
  { dimension, values }: EmbeddingMatrix,
  nodes: RunNodes,
  { train, validation, test }: NodeBatches,
): BatchPairs {
  const pairs: { source: number; target: number; similarity: number }[] = [];
  for (const batch of [...train, ...validation, ...test]) {
    const examples = batch.map((node) => nodes.example[node]!);
    const block = kernels.load(gatherRows(values, dimension, examples), batch.length, dimension);
    const { values: cosines, stride } = block.products(0, batch.length, 0);
    for (let i = 0; i < batch.length; i++) {
      for (let j = i + 1; j < batch.length; j++) {
        pairs.push({
          source: batch[i]!,
          target: batch[j]!,
          similarity: cosines[i * stride + j]!,
        });
      }
    }
    block.dispose();
  }
  pairs.sort((a, b) => b.similarity - a.similarity || a.source - b.source || a.target - b.target);
  return {
    source: Int32Array.from(pairs, ({ source }) => source),
    target: Int32Array.from(pairs, ({ target }) => target),
    similarity: Float32Array.from(pairs, ({ similarity }) => similarity),
  };
}
