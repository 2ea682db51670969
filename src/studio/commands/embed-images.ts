/** Embeddings: each image and each caption through its frozen encoder. */

import type {
  CancelToken,
  EmbeddingMatrix,
  Embeddings,
  OnProgress,
} from "../../pipeline/artifacts.ts";
import { StudioError } from "../../errors.ts";
import type { TextEncoder } from "../../pipeline/embeddings/encoders.ts";
import { sharedFloats } from "../../numeric/shared-floats.ts";
import { selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import {
  asFolderChanged,
  loadedDataset,
  recordSeconds,
  runStage,
  type CommandContext,
  type EmbeddedTexts,
} from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { shippedTexts } from "./load-vectors.ts";
import { onceLoaded } from "./once-loaded.ts";

export async function embedImages(context: CommandContext, cancel: CancelToken): Promise<void> {
  const { studio, services } = context;
  const startMs = services.clock();
  const { imageEncoder, textEncoder } = services.foundation;
  const wasShipped = studio.getState().embeddings.shipped;
  let encodedImages = 0;
  await runStage<Embeddings>(
    context,
    cancel,
    (run) => {
      studio.getState().patchEmbeddings({ run });
    },
    async (report) => {
      const known = await knownVectors(context);
      // Texts and key belong together: an edit that comes during the work leaves its row to the next run.
      const madeFrom = selectEmbeddingsKey(studio.getState());
      const texts = studio.getState().captions.captions.map((caption) => caption?.text ?? null);
      const sameImages = known?.embeddings.imageEncoder.id === imageEncoder.info.id;
      if (!sameImages) studio.getState().patchEmbeddings({ shipped: false });
      const image = sameImages
        ? known.embeddings.image
        : await imageRows(context, cancel, report, () => (encodedImages += 1));
      const text = await textRows(context, cancel, report, texts, known);
      const artifact = {
        imageEncoder: imageEncoder.info,
        textEncoder: textEncoder.info,
        image,
        text,
        cutTexts: await countCut(textEncoder, texts),
      };
      context.embeddedTexts = { embeddings: artifact, texts };
      studio.getState().patchEmbeddings({ shipped: wasShipped && sameImages });
      return { artifact, madeFrom };
    },
  );
  recordSeconds(context, "embed", startMs, encodedImages);
}

/** Vectors that are at hand; the sample's are loaded where they are not. */
async function knownVectors(context: CommandContext): Promise<EmbeddedTexts | null> {
  const { dataset, embeddings } = context.studio.getState();
  const { origin } = dataset;
  if (context.embeddedTexts !== null || !embeddings.shipped) return context.embeddedTexts;
  if (origin?.kind !== "sample" || origin.name === "synthetic") return null;
  const shipped = await context.services.sample.loadEmbeddings(origin.name);
  return { embeddings: shipped, texts: shippedTexts(context) };
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

/**
 * [N, D]. Equal texts are embedded once, and those that `known` has not at all. A row without a text is zero.
 *
 * @param known vectors of earlier texts; those of another encoder are passed over
 */
export async function textRows(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  texts: readonly (string | null)[],
  known: EmbeddedTexts | null,
): Promise<EmbeddingMatrix> {
  const { foundation } = context.services;
  const { textEncoder } = foundation;
  const loaded = onceLoaded(context, "text", report, cancel);
  const rowsOfText = new Map<string, number[]>();
  texts.forEach((text, i) => {
    if (text === null || text.trim() === "") return;
    const rows = rowsOfText.get(text);
    if (rows === undefined) rowsOfText.set(text, [i]);
    else rows.push(i);
  });
  const distinct = [...rowsOfText];
  const atHand = vectorOfText(known, textEncoder.info.id);
  const matrix = emptyMatrix(texts.length, textEncoder.info.dimension);
  let done = 0;
  await eachInParallel(distinct.length, foundation.concurrency, cancel, async (k) => {
    const entry = distinct[k];
    if (entry === undefined) return;
    const [text, rows] = entry;
    let embedding = atHand(text) ?? (await textEncoder.stored(text));
    if (embedding === null) {
      await loaded();
      embedding = await textEncoder.embed(text, cancel);
    }
    for (const row of rows) setRow(matrix, row, embedding);
    throwIfCancelled(cancel);
    done += 1;
    report({ label: "Text embeddings", done, total: distinct.length });
  });
  return matrix;
}

/** Finds the vector of a text among the known rows. */
function vectorOfText(
  known: EmbeddedTexts | null,
  encoderId: string,
): (text: string) => Float32Array | null {
  if (known?.embeddings.textEncoder.id !== encoderId) return () => null;
  const { dimension, values } = known.embeddings.text;
  const rowOf = new Map(known.texts.map((text, row) => [text, row]));
  return (text) => {
    const row = rowOf.get(text);
    return row === undefined ? null : values.subarray(row * dimension, (row + 1) * dimension);
  };
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

async function countCut(
  { wasCut }: TextEncoder,
  texts: readonly (string | null)[],
): Promise<number> {
  const cut = new Map<string, boolean>();
  for (const text of new Set(texts)) {
    if (text !== null) cut.set(text, await wasCut(text));
  }
  return texts.filter((text) => text !== null && cut.get(text) === true).length;
}
