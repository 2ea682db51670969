/**
 * The embedded captioner and encoders as the pipeline's ports. Every result is stored before it is returned, so that reload, cancel and
 * crash lose nothing; the tagger and the image encoder share one pass an image.
 */

import type { CancelToken, OnProgress } from "../../pipeline/artifacts.ts";
import type { Captioner, ImageInput } from "../../pipeline/captions/captioner.ts";
import { taggerCaption } from "../../pipeline/captions/tagger.ts";
import type {
  ImageEncoder,
  TextEncoder as TextEncoderPort,
} from "../../pipeline/embeddings/encoders.ts";
import {
  IMAGE_MODEL,
  IMAGENET_CLASSES,
  TAGGER,
  TEXT_MODEL,
  type ImageModelOutput,
} from "../models/embedded-models.ts";
import { readImagenetWords } from "../models/imagenet-words.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import type { ResultStore } from "../storage/result-store.ts";
import { sha256Hex } from "../storage/sha256-hex.ts";
import { isNotedCut, noteCut, type CutNotes } from "./cut-notes.ts";
import type { FoundationProtocol } from "./foundation-protocol.ts";
import { createModelPool, type ModelPool } from "./model-pool.ts";
import { createSharedCalls } from "./shared-calls.ts";
import type { LinkedWorker } from "./worker-link.ts";

/** More workers than this share the memory bus, and each holds a model of its own. */
const MOST_WORKERS = 4;
const MOST_TEXT_WORKERS = 2;

const METHODS = [
  "chooseDevice",
  "loadImageModel",
  "loadTextModel",
  "encodeImage",
  "encodeText",
] as const satisfies readonly (keyof FoundationProtocol)[];

type Results = Pick<ResultStore, "read" | "write"> & CutNotes;

export interface FoundationClientOptions {
  /** Absolute address of the page, under which the models lie. */
  readonly baseUrl: string;
  readonly readFile: (path: string) => Promise<Blob>;
  readonly results: Results;
  /** Image workers on wasm, see `imageWorkerCount`. */
  readonly workerCount: number;
  readonly startWorker?: () => LinkedWorker;
  /** A GPU that models and training share. */
  readonly startOnGpu?: (() => LinkedWorker) | undefined;
}

export interface FoundationClient {
  readonly captioner: Captioner;
  readonly imageEncoder: ImageEncoder;
  readonly textEncoder: TextEncoderPort;
  readonly concurrency: number;
  readonly load: (
    model: "image" | "text",
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<InferenceDevice>;
  readonly release: () => void;
}

/** One single-threaded worker a core. @param processors navigator.hardwareConcurrency */
export function imageWorkerCount(processors: number): number {
  return Math.max(1, Math.min(MOST_WORKERS, Math.floor(processors)));
}

export function createFoundationService(options: FoundationClientOptions): FoundationClient {
  const { baseUrl, startWorker = startFoundationWorker, startOnGpu } = options;
  const imagePool = createModelPool<FoundationProtocol>({
    methods: METHODS,
    size: options.workerCount,
    startWorker,
    startOnGpu,
    loadModel: async (worker, device, onProgress) => {
      await worker.loadImageModel(baseUrl, device, onProgress);
      return null;
    },
  });
  // A caption takes some milliseconds: a third text worker would cost more to load than it saves.
  const textPool = createModelPool<FoundationProtocol>({
    methods: METHODS,
    size: Math.min(MOST_TEXT_WORKERS, options.workerCount),
    startWorker,
    startOnGpu,
    loadModel: async (worker, device, onProgress) => {
      await worker.loadTextModel(baseUrl, device, onProgress);
      return null;
    },
  });
  return {
    ...imagePorts(options, imagePool),
    textEncoder: textPort(options.results, textPool),
    get concurrency() {
      return imagePool.concurrency();
    },
    load: (model, onProgress, cancel) =>
      (model === "image" ? imagePool : textPool).load(onProgress, cancel),
    release: () => {
      imagePool.release();
      textPool.release();
    },
  };
}

function imagePorts(
  { baseUrl, readFile, results }: FoundationClientOptions,
  pool: ModelPool<FoundationProtocol>,
): Pick<FoundationClient, "captioner" | "imageEncoder"> {
  const runs = createSharedCalls<ImageModelOutput>();
  const words = evictingFailure(() => readImagenetWords(baseUrl));
  const run = (image: ImageInput, cancel: CancelToken): Promise<ImageModelOutput> =>
    runs.join(image.contentHash, cancel, async (shared) => {
      const file = await readFile(image.path);
      const output = await pool.run((worker) => worker.encodeImage(file), shared);
      await Promise.all([
        results.write(TAGGER.id, image.contentHash, output.logits),
        results.write(IMAGE_MODEL.id, image.contentHash, output.embedding),
      ]);
      return output;
    });
  const storedLogits = (image: ImageInput): Promise<Float32Array | null> =>
    readWhole(results, TAGGER.id, image.contentHash, IMAGENET_CLASSES);
  const storedEmbedding = (image: ImageInput): Promise<Float32Array | null> =>
    readWhole(results, IMAGE_MODEL.id, image.contentHash, IMAGE_MODEL.dimension);
  return {
    captioner: {
      info: TAGGER,
      stored: async (image) => {
        const logits = await storedLogits(image);
        return logits === null ? null : taggerCaption(logits, await words());
      },
      caption: async (image, cancel) => {
        const logits = (await storedLogits(image)) ?? (await run(image, cancel)).logits;
        return taggerCaption(logits, await words());
      },
    },
    imageEncoder: {
      info: IMAGE_MODEL,
      stored: storedEmbedding,
      embed: async (image, cancel) =>
        (await storedEmbedding(image)) ?? (await run(image, cancel)).embedding,
    },
  };
}

function textPort(results: Results, pool: ModelPool<FoundationProtocol>): TextEncoderPort {
  const runs = createSharedCalls<Float32Array>();
  const storedAt = (key: string): Promise<Float32Array | null> =>
    readWhole(results, TEXT_MODEL.id, key, TEXT_MODEL.dimension);
  return {
    info: TEXT_MODEL,
    stored: async (text) => storedAt(await sha256Hex(new TextEncoder().encode(text))),
    wasCut: async (text) =>
      isNotedCut(results, TEXT_MODEL.id, await sha256Hex(new TextEncoder().encode(text))),
    embed: async (text, cancel) => {
      const key = await sha256Hex(new TextEncoder().encode(text));
      const stored = await storedAt(key);
      if (stored !== null) return stored;
      return runs.join(key, cancel, async (shared) => {
        const { embedding, cut } = await pool.run((worker) => worker.encodeText(text), shared);
        if (cut) await noteCut(results, TEXT_MODEL.id, key);
        await results.write(TEXT_MODEL.id, key, embedding);
        return embedding;
      });
    },
  };
}

/** A stored vector of another length is a half-written one, and counts as none. */
async function readWhole(
  results: Results,
  model: string,
  key: string,
  length: number,
): Promise<Float32Array | null> {
  const values = await results.read(model, key);
  return values?.length === length ? values : null;
}

function startFoundationWorker(): Worker {
  return new Worker(new URL("./foundation.worker.ts", import.meta.url), { type: "module" });
}

/** Keeps the promise of a result, but not of a failure, so that the next caller tries again. */
function evictingFailure<Result>(load: () => Promise<Result>): () => Promise<Result> {
  let kept: Promise<Result> | null = null;
  return () => {
    kept ??= load().catch((error: unknown) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}
