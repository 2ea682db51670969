/**
 * Class texts of the loaded data: those that were imported with the features, else prompts in the space that image and text encoder share,
 * else ConSE.
 */

import type { CancelToken, EmbeddingMatrix, OnProgress } from "../../pipeline/artifacts.ts";
import { classVector, promptTexts } from "../../pipeline/embeddings/class-prompts.ts";
import type { ClassTexts } from "../../pipeline/embeddings/class-texts.ts";
import { conseEmbedding } from "../../pipeline/methods/conse.ts";
import { selectSharesSpace } from "../selectors/study-supply.ts";
import { selectEmbeddingsKey, selectLabelsKey } from "../selectors/sweep-key.ts";
import { readyArtifact } from "../stage-run.ts";
import type { StudioState } from "../store.ts";
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
  const key = classTextsKey(studio.getState());
  const make = selectSharesSpace(studio.getState()) ? sharedTexts : conseTexts;
  const made = latestClassTexts.get(key) ?? (await make(context, cancel, report));
  // An encoder or a prompt that was changed meanwhile may be in them.
  if (classTextsKey(studio.getState()) === key) latestClassTexts.set(key, made);
  return made;
}

function classTextsKey(state: StudioState): string {
  return JSON.stringify([
    selectEmbeddingsKey(state),
    selectLabelsKey(state),
    selectSharesSpace(state) ? state.models.choice.classPrompts : null,
  ]);
}

/** Two towers of one model: the images' own vectors, and the prompts of each class. */
async function sharedTexts(
  context: CommandContext,
  cancel: CancelToken,
  report: OnProgress,
): Promise<ClassTexts> {
  const embeddings = readyArtifact(context.studio.getState().embeddings.run);
  if (embeddings === null) throw new TypeError("class texts are compared with embeddings");
  const { classPrompts } = context.studio.getState().models.choice;
  const prompts = loadedDataset(context).classNames.map((name) => promptTexts(classPrompts, name));
  const vectors = await textVectors(context, cancel, report, [...new Set(prompts.flat())]);
  const rows = prompts.map((texts) => classVector(texts.map((text) => vectorIn(vectors, text))));
  return {
    space: "shared",
    images: embeddings.image,
    classes: matrixOf(rows, embeddings.text.dimension),
    prompt: classPrompts.join(" | "),
  };
}

function vectorIn(vectors: ReadonlyMap<string, Float32Array>, text: string): Float32Array {
  const vector = vectors.get(text);
  if (vector === undefined) throw new RangeError(`no vector of ${text}`);
  return vector;
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
  const vectorOf = (text: string): Float32Array => vectorIn(vectors, text);
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
      let caption = await foundation.tagger.stored(example);
      if (caption === null) {
        await loaded();
        caption = await foundation.tagger.caption(example, cancel);
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

/** Of all texts, by text, in their order. */
export async function textVectors(
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
  return new Map(texts.map((text) => [text, vectorIn(vectors, text)]));
}
