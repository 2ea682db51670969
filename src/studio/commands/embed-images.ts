/** Embeddings: each image and each caption through its frozen encoder. */

import type {
  CancelToken,
  EmbeddingMatrix,
  Embeddings,
  OnProgress,
} from "../../pipeline/artifacts.ts";
import { StudioError } from "../../errors.ts";
import { sharedFloats } from "../../numeric/shared-floats.ts";
import { selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import {
  asFolderChanged,
  loadedDataset,
  recordSeconds,
  runStage,
  type CommandContext,
} from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { onceLoaded } from "./once-loaded.ts";

export async function embedImages(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const startMs = services.clock();
  let encodedImages = 0;
  await runStage<Embeddings>(
    context,
    cancel,
    (run) => {
      studio.getState().patchEmbeddings({ run, shipped: false });
    },
    async (report) => {
      const image = await imageRows(context, cancel, report, () => (encodedImages += 1));
      const text = await captionRows(context, cancel, report);
      return {
        artifact: {
          imageEncoder: services.foundation.imageEncoder.info,
          textEncoder: services.foundation.textEncoder.info,
          image,
          text,
        },
        madeFrom: selectEmbeddingsKey(studio.getState()),
      };
    },
  );
  recordSeconds(context, "embed", startMs, encodedImages);
}

async function imageRows(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  onEncoded: () => void,
): Promise<EmbeddingMatrix> {
  const { foundation } = context.services;
  const { examples } = loadedDataset(context);
  const { imageEncoder } = foundation;
  const loaded = onceLoaded(context, "image", report, cancel);
  const matrix = emptyMatrix(examples.length, imageEncoder.info.dimension);
  let done = 0;
  await eachInParallel(examples.length, foundation.concurrency, cancel, async (i) => {
    const example = examples[i];
    if (example === undefined) return;
    try {
      let embedding = await imageEncoder.stored(example);
      if (embedding === null) {
        await loaded();
        embedding = await imageEncoder.embed(example, cancel);
        onEncoded();
      }
      setRow(matrix, i, embedding);
    } catch (error) {
      throw asFolderChanged(error, example.path);
    }
    throwIfCancelled(cancel);
    done += 1;
    report({ label: "Image embeddings", done, total: examples.length });
  });
  return matrix;
}

/** Equal captions are embedded once. An example without a caption keeps a row of zeros. */
async function captionRows(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<EmbeddingMatrix> {
  const { foundation } = context.services;
  const { captions } = context.studio.getState().captions;
  const { textEncoder } = foundation;
  const loaded = onceLoaded(context, "text", report, cancel);
  const rowsOfText = new Map<string, number[]>();
  captions.forEach((caption, i) => {
    if (caption === null || caption.text.trim() === "") return;
    const rows = rowsOfText.get(caption.text);
    if (rows === undefined) rowsOfText.set(caption.text, [i]);
    else rows.push(i);
  });
  const texts = [...rowsOfText];
  const matrix = emptyMatrix(captions.length, textEncoder.info.dimension);
  let done = 0;
  await eachInParallel(texts.length, foundation.concurrency, cancel, async (k) => {
    const entry = texts[k];
    if (entry === undefined) return;
    const [text, rows] = entry;
    let embedding = await textEncoder.stored(text);
    if (embedding === null) {
      await loaded();
      embedding = await textEncoder.embed(text, cancel);
    }
    for (const row of rows) setRow(matrix, row, embedding);
    throwIfCancelled(cancel);
    done += 1;
    report({ label: "Text embeddings", done, total: texts.length });
  });
  return matrix;
}

function emptyMatrix(rows: number, dimension: number): EmbeddingMatrix {
  return { rows, dimension, values: sharedFloats(rows * dimension) };
}

function setRow(matrix: EmbeddingMatrix, row: number, embedding: Float32Array): void {
  if (embedding.length !== matrix.dimension) {
    throw new StudioError(
      "embeddings/dimension-mismatch",
      `An encoder gave ${String(embedding.length)} numbers where ${String(matrix.dimension)} were expected.`,
      { found: embedding.length, expected: matrix.dimension },
    );
  }
  matrix.values.set(embedding, row * matrix.dimension);
}
