/** Class texts of the loaded data: those that were imported with the features, else ConSE over the embedded pair. */

import type { CancelToken, EmbeddingMatrix, OnProgress } from "../../pipeline/artifacts.ts";
import type { ClassTexts } from "../../pipeline/embeddings/class-texts.ts";
import { conseEmbedding } from "../../pipeline/methods/conse.ts";
import { selectEmbeddingsKey } from "../selectors/sweep-key.ts";
import { asFolderChanged, loadedDataset, type CommandContext } from "./context.ts";
import { eachInParallel, throwIfCancelled } from "./job.ts";
import { onceLoaded } from "./once-loaded.ts";

/** Null where features were imported without class texts: their encoders are not here. */
export async function currentClassTexts(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<ClassTexts | null> {
  const { studio, latestClassTexts } = context;
  const { classTexts } = studio.getState().embeddings;
  const { layout } = loadedDataset(context);
  if (classTexts !== null || layout === "feature-files") return classTexts;
  const key = selectEmbeddingsKey(studio.getState());
  const made = latestClassTexts.get(key) ?? (await conseTexts(context, cancel, report));
  latestClassTexts.set(key, made);
  return made;
}

/** The tagger's words stand for an image, so its texts and the class names meet in the text encoder's space. */
async function conseTexts(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<ClassTexts> {
  const { classNames } = loadedDataset(context);
  const words = await recognisedWords(context, cancel, report);
  const texts = [...new Set([...classNames, ...words.flat().map(({ word }) => word)])];
  const vectors = await textVectors(context, cancel, report, texts);
  const { dimension } = context.services.foundation.textEncoder.info;
  const vectorOf = (text: string): Float32Array => {
    const vector = vectors.get(text);
    if (vector === undefined) throw new RangeError(`no vector of ${text}`);
    return vector;
  };
  const images = words.map((recognised) =>
    conseEmbedding(
      recognised.map(({ word, probability }) => ({ probability, vector: vectorOf(word) })),
      dimension,
    ),
  );
  return {
    space: "conse",
    images: matrixOf(images, dimension),
    classes: matrixOf(classNames.map(vectorOf), dimension),
    prompt: "{}",
  };
}

function matrixOf(rows: readonly Float32Array[], dimension: number): EmbeddingMatrix {
  const values = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    values.set(row, i * dimension);
  });
  return { rows: rows.length, dimension, values };
}

/** [N] also where captions came with the files: ConSE has to see the image only. */
async function recognisedWords(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<readonly (readonly { readonly word: string; readonly probability: number }[])[]> {
  const { foundation } = context.services;
  const { examples } = loadedDataset(context);
  const loaded = onceLoaded(context, "image", report, cancel);
  const words: (readonly { readonly word: string; readonly probability: number }[])[] = [];
  let done = 0;
  await eachInParallel(examples.length, foundation.concurrency, cancel, async (i) => {
    const example = examples[i];
    if (example === undefined) return;
    try {
      let caption = await foundation.captioner.stored(example);
      if (caption === null) {
        await loaded();
        caption = await foundation.captioner.caption(example, cancel);
      }
      words[i] = caption.words;
    } catch (error) {
      throw asFolderChanged(error, example.path);
    }
    throwIfCancelled(cancel);
    done += 1;
    report({ label: "Recognising images", done, total: examples.length });
  });
  return words;
}

async function textVectors(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
  texts: readonly string[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const { textEncoder, concurrency } = context.services.foundation;
  const loaded = onceLoaded(context, "text", report, cancel);
  const vectors = new Map<string, Float32Array>();
  await eachInParallel(texts.length, concurrency, cancel, async (k) => {
    const text = texts[k];
    if (text === undefined) return;
    let vector = await textEncoder.stored(text);
    if (vector === null) {
      await loaded();
      vector = await textEncoder.embed(text, cancel);
    }
    throwIfCancelled(cancel);
    vectors.set(text, vector);
    report({ label: "Class texts", done: vectors.size, total: texts.length });
  });
  return vectors;
}
