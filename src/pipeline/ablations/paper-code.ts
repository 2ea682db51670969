/** The published scripts as we read them (E14), trained and chosen by the study's protocol. */

import { countAbove } from "../../numeric/count-above.ts";
import type { SparseRows } from "../../numeric/csr-product.ts";
import { gatherRows } from "../../numeric/gather-rows.ts";
import { parameterCount } from "../adapter/parameter-count.ts";
import type { EmbeddingMatrix, Progress, RunNodes } from "../artifacts.ts";
import { fuseWithMeans } from "../embeddings/fused-features.ts";
import { edgeAdjacency, normalizeAdjacency } from "../graph/normalized-adjacency.ts";
import { nodesInScope, runOf, type StudyProblem } from "../methods/study-problem.ts";
import { dispose, tensor2d } from "../tensor.ts";
import { classTargets, disposeTargets } from "../training/cross-entropy.ts";
import type { AblationTools, PaperCodeOptions, Variant, VariantRun } from "./ablation.ts";
import { BATCH_SIZE, batchPairs, nodeBatches, type NodeBatches } from "./batches.ts";
import { createPaperCodeModel, type GraphBatch, type LabelledBatch } from "./paper-code-model.ts";
import { predictBatch, trainPaperCode } from "./paper-code-training.ts";
import { asProgress } from "./variant-run.ts";

/** As in pet_run.py and flower_run.py. */
const THRESHOLD = 0.7;
const BOTTLENECK = 512;
const EPOCHS = 100;
const LEARNING_RATE = 1e-3;

export const PAPER_CODE: Variant = {
  id: "paper-code",
  obstacle: () => null,
  run: (study, { paperCode }, runSeed, tools) => runPaperCode(study, paperCode, runSeed, tools),
};

/**
 * Batches are drawn once and keep their order. Captions and images stand side by side as their encoders gave them, neither unit nor centred nor
 * scaled; without any caption the images stand alone.
 *
 * @throws RangeError for a seed that the study does not hold; StudioError training/diverged
 */
async function* runPaperCode(
  study: StudyProblem,
  options: PaperCodeOptions,
  runSeed: number,
  tools: AblationTools,
): AsyncGenerator<Progress, VariantRun> {
  const startMs = tools.clock();
  await tools.openTensorFlow();
  const nodes = {
    ...nodesInScope(runOf(study, runSeed), "inductive"),
    scope: "transductive",
  } as const;
  const raw = rawFeatures(study);
  const batches = nodeBatches(nodes, "shuffled");
  const { adjacency, meanDegree } = batchAdjacency(raw, nodes, batches, tools);
  const load = (rows: Int32Array): GraphBatch => loadBatch(raw, nodes, adjacency, rows);
  const train = batches.train.map((rows) => labelled(load(rows), nodes, rows));
  const validation = batches.validation.map((rows) => labelled(load(rows), nodes, rows));
  const shape = {
    featureDimension: raw.dimension,
    bottleneckDimension: BOTTLENECK,
    classCount: nodes.classCount,
  };
  const model = createPaperCodeModel(shape, runSeed);
  try {
    const plan = { train, validation, options, epochs: EPOCHS, learningRate: LEARNING_RATE };
    const training = trainPaperCode(model, plan);
    const { validationAccuracy, penaltySum } = yield* asProgress(training, 0, EPOCHS);
    const count = parameterCount(shape);
    return {
      variant: "paper-code",
      runSeed,
      threshold: null,
      curve: [{ threshold: THRESHOLD, validationAccuracy, meanDegree }],
      validationAccuracy,
      testPredictions: [
        await predictInNodeOrder(batches.test, async (rows) => {
          const batch = load(rows);
          try {
            return await predictBatch(model, batch);
          } finally {
            dispose([batch.features, batch.adjacency]);
          }
        }),
      ],
      parameters: options.trainAdapter ? count.total : count.head,
      seconds: (tools.clock() - startMs) / 1000,
      remarks: remarksOn(options, penaltySum, meanDegree),
    };
  } finally {
    model.dispose();
    for (const batch of [...train, ...validation]) {
      dispose([batch.features, batch.adjacency]);
      disposeTargets(batch.targets);
    }
  }
}

/** [text, image] rows by example. */
function rawFeatures({ embeddings: { image, text } }: StudyProblem): EmbeddingMatrix {
  if (text.values.every((value) => value === 0)) return image;
  const dimension = text.dimension + image.dimension;
  const values = new Float32Array(image.rows * dimension);
  for (let row = 0; row < image.rows; row++) {
    const place = row * dimension;
    values.set(gatherRows(text.values, text.dimension, [row]), place);
    values.set(gatherRows(image.values, image.dimension, [row]), place + text.dimension);
  }
  return { rows: image.rows, dimension, values };
}

function batchAdjacency(
  raw: EmbeddingMatrix,
  nodes: RunNodes,
  batches: NodeBatches,
  { kernels }: AblationTools,
): { readonly adjacency: SparseRows; readonly meanDegree: number } {
  const unit = fuseWithMeans({ image: raw, text: raw }, 0, { image: null, text: null });
  const pairs = batchPairs(kernels, unit, nodes, batches);
  const edges = countAbove(pairs.similarity, THRESHOLD);
  return {
    adjacency: normalizeAdjacency(edgeAdjacency(nodes, pairs, edges)),
    meanDegree: (2 * edges) / nodes.part.length,
  };
}

/** @param rows the nodes of one batch */
function loadBatch(
  { dimension, values }: EmbeddingMatrix,
  nodes: RunNodes,
  { rowStart, columnIndex, values: weights }: SparseRows,
  rows: Int32Array,
): GraphBatch {
  const size = rows.length;
  const dense = new Float32Array(size ** 2);
  rows.forEach((row, i) => {
    for (let e = rowStart[row]!; e < rowStart[row + 1]!; e++) {
      dense[i * size + rows.indexOf(columnIndex[e]!)] = weights[e]!;
    }
  });
  const examples = rows.map((row) => nodes.example[row]!);
  return {
    features: tensor2d(gatherRows(values, dimension, examples), [size, dimension]),
    adjacency: tensor2d(dense, [size, size]),
  };
}

function labelled(
  batch: GraphBatch,
  { label, classCount }: RunNodes,
  rows: Int32Array,
): LabelledBatch {
  return {
    ...batch,
    targets: classTargets(
      rows.map((row) => label[row]!),
      classCount,
    ),
  };
}

async function predictInNodeOrder(
  batches: readonly Int32Array[],
  predict: (rows: Int32Array) => Promise<number[]>,
): Promise<number[]> {
  const byNode: [node: number, label: number][] = [];
  for (const rows of batches) {
    (await predict(rows)).forEach((label, i) => byNode.push([rows[i]!, label]));
  }
  return byNode.sort(([a], [b]) => a - b).map(([, label]) => label);
}

function remarksOn(
  { trainAdapter, cloneAnchor }: PaperCodeOptions,
  penaltySum: number,
  meanDegree: number,
): string[] {
  return [
    trainAdapter
      ? "The adapter is trained with the head."
      : "The adapter stays at its random initial values; only the head is trained.",
    penaltySum === 0
      ? `EWC penalty 0 at every step${cloneAnchor ? "" : ": the anchor moves with the weights"}.`
      : "EWC pulls the head towards its random initial values; no earlier task is protected.",
    `A prediction depends on the other images of its batch: ${meanDegree.toFixed(1)} of ${BATCH_SIZE - 1} are neighbours on average.`,
  ];
}
