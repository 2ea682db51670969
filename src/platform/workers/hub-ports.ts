/** The ports of models of a hub. Every result is stored before it is returned, by model, number format, settings and content. */

import type { CancelToken, EncoderInfo, ModelInfo, OnProgress } from "../../pipeline/artifacts.ts";
import type { Captioner, ImageInput } from "../../pipeline/captions/captioner.ts";
import type {
  ImageEncoder,
  TextEncoder as TextEncoderPort,
} from "../../pipeline/embeddings/encoders.ts";
import { promptOf } from "../../pipeline/models/captioner-prompts.ts";
import {
  hubModelKey,
  type CaptionerSettings,
  type ModelRole,
} from "../../pipeline/models/hub-model.ts";
import type { ChosenModel } from "../../studio/model-ports.ts";
import { BATCH_SIZE, CAPTION_BATCH } from "../models/batches.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import type { ResultStore } from "../storage/result-store.ts";
import { sha256Hex } from "../storage/sha256-hex.ts";
import type { HubModelProtocol } from "./hub-model-protocol.ts";
import { selfCheck } from "./hub-self-check.ts";
import { createModelPool, type ModelPool } from "./model-pool.ts";
import { isNotedCut, noteCut } from "./cut-notes.ts";
import { createSharedCalls } from "./shared-calls.ts";
import type { Linked, LinkedWorker } from "./worker-link.ts";

const METHODS = [
  "chooseDevice",
  "load",
  "check",
  "memoryBytes",
  "encodeImage",
  "encodeText",
  "captionImage",
] as const satisfies readonly (keyof HubModelProtocol)[];

/** On a GPU. */
const BATCH_SIZES: Readonly<Record<ModelRole, number>> = {
  captioner: CAPTION_BATCH,
  "image-encoder": BATCH_SIZE,
  "text-encoder": 1,
};

export interface HubPortOptions {
  readonly readFile: (path: string) => Promise<Blob>;
  readonly results: Pick<ResultStore, "read" | "write" | "readText" | "writeText">;
  /** Workers on wasm; each holds the model once. */
  readonly workerCount: number;
  readonly forcedDevice: InferenceDevice["device"] | null;
  readonly startWorker?: () => LinkedWorker;
  /** A GPU that models and training share. */
  readonly startOnGpu?: (() => LinkedWorker) | undefined;
}

interface LoadedPort {
  readonly concurrency: () => number;
  readonly load: (
    onProgress: OnProgress,
    cancel: CancelToken,
  ) => Promise<{ readonly device: string; readonly adapter: string }>;
  readonly release: () => void;
}

export interface HubImagePort extends LoadedPort {
  readonly imageEncoder: ImageEncoder;
}

export interface HubTextPort extends LoadedPort {
  readonly textEncoder: TextEncoderPort;
}

export interface CaptionPort extends LoadedPort {
  readonly captioner: Captioner;
}

export function createHubImagePort(model: ChosenModel, options: HubPortOptions): HubImagePort {
  const pool = poolOf(model, "image-encoder", options);
  const info = encoderInfo(model, "image");
  const runs = createSharedCalls<Float32Array>();
  const stored = ({ contentHash }: ImageInput): Promise<Float32Array | null> =>
    storedVector(options, info, contentHash);
  return {
    ...loadedPort(pool),
    imageEncoder: {
      info,
      stored,
      embed: async (image, cancel) =>
        (await stored(image)) ??
        runs.join(image.contentHash, cancel, async (shared) => {
          const file = await options.readFile(image.path);
          const embedding = await pool.run((worker) => worker.encodeImage(file), shared);
          await options.results.write(info.id, image.contentHash, embedding);
          return embedding;
        }),
    },
  };
}

export function createHubTextPort(model: ChosenModel, options: HubPortOptions): HubTextPort {
  const pool = poolOf(model, "text-encoder", options);
  const info = encoderInfo(model, "text");
  const runs = createSharedCalls<Float32Array>();
  const keyOf = (text: string): Promise<string> => sha256Hex(new TextEncoder().encode(text));
  const stored = async (text: string): Promise<Float32Array | null> =>
    storedVector(options, info, await keyOf(text));
  return {
    ...loadedPort(pool),
    textEncoder: {
      info,
      stored,
      wasCut: async (text) => isNotedCut(options.results, info.id, await keyOf(text)),
      embed: async (text, cancel) => {
        const key = await keyOf(text);
        const found = await storedVector(options, info, key);
        if (found !== null) return found;
        return runs.join(key, cancel, async (shared) => {
          const { embedding, cut } = await pool.run((worker) => worker.encodeText(text), shared);
          if (cut) await noteCut(options.results, info.id, key);
          await options.results.write(info.id, key, embedding);
          return embedding;
        });
      },
    },
  };
}

export function createHubCaptionPort(
  model: ChosenModel,
  settings: CaptionerSettings,
  options: HubPortOptions,
): CaptionPort {
  const pool = poolOf(model, "captioner", options);
  // Clean-up and mask come after what is stored, so that they can be changed without writing anew.
  const { maxTokens, sampling } = settings;
  const prompt = promptOf(model.family, settings.prompt);
  const info: ModelInfo = {
    id: `${hubModelKey(model.ref)}#captions${JSON.stringify([maxTokens, sampling, prompt])}`,
    name: model.name,
    licence: model.licence,
  };
  const asCaption = (text: string) => ({ text, source: "model", words: [] }) as const;
  return {
    ...loadedPort(pool),
    captioner: {
      info,
      stored: async ({ contentHash }) => {
        const text = await options.results.readText(info.id, contentHash);
        return text === null ? null : asCaption(text);
      },
      caption: async ({ path, contentHash }, cancel, onText = () => undefined) => {
        const file = await options.readFile(path);
        const text = await pool.run(
          (worker) => worker.captionImage(file, settings, onText, cancel),
          cancel,
        );
        await options.results.writeText(info.id, contentHash, text);
        return asCaption(text);
      },
    },
  };
}

function poolOf(
  model: ChosenModel,
  role: ModelRole,
  options: HubPortOptions,
): ModelPool<HubModelProtocol> {
  const { startWorker = startHubModelWorker } = options;
  const batchSize = BATCH_SIZES[role];
  return createModelPool<HubModelProtocol>({
    methods: METHODS,
    forcedDevice: options.forcedDevice,
    // A captioner is large, and its workers would each hold it.
    size: role === "captioner" ? 1 : options.workerCount,
    // While one batch is on the GPU, the pictures of the next are decoded.
    ...(batchSize === 1 ? {} : { jobsPerGpuWorker: 2 * batchSize }),
    startWorker,
    startOnGpu: options.startOnGpu,
    memoryBytes: (worker) => worker.memoryBytes(),
    loadModel: async (worker, device, onProgress, startOther) => {
      await worker.load(model, role, device, onProgress);
      // A caption is no vector, and two devices may part at a token that is as likely as another.
      if (role === "captioner") return null;
      const runOnWasm = (): Promise<Float32Array> => checkOnWasm(startOther(), model, role);
      return selfCheck({ model, role, results: options.results, runOnWasm }, worker, device);
    },
  });
}

async function checkOnWasm(
  { call, dispose }: Linked<HubModelProtocol>,
  model: ChosenModel,
  role: ModelRole,
): Promise<Float32Array> {
  try {
    await call.load(model, role, "wasm", () => undefined);
    return await call.check();
  } finally {
    dispose();
  }
}

function loadedPort(pool: ModelPool<HubModelProtocol>): LoadedPort {
  return { concurrency: pool.concurrency, load: pool.load, release: pool.release };
}

function encoderInfo(model: ChosenModel, tower: "image" | "text"): EncoderInfo {
  const key = hubModelKey(model.ref);
  const { name, licence, dimension, family } = model;
  return {
    id: `${key}#${tower}`,
    name,
    licence,
    dimension,
    ...(family === "clip" || family === "siglip" ? { space: key } : {}),
  };
}

/** A stored vector of another length is a half-written one, and counts as none. */
async function storedVector(
  { results }: HubPortOptions,
  { id, dimension }: EncoderInfo,
  key: string,
): Promise<Float32Array | null> {
  const values = await results.read(id, key);
  return values?.length === dimension ? values : null;
}

function startHubModelWorker(): Worker {
  return new Worker(new URL("./hub-model.worker.ts", import.meta.url), { type: "module" });
}
