/** The worker's side of the frozen models: loads one when told, and runs it. */

import { StudioError } from "../../errors.ts";
import type { OnProgress } from "../../pipeline/artifacts.ts";
import { decodeImage } from "../images/decode-image.ts";
import type { FoundationProtocol } from "../workers/foundation-protocol.ts";
import { transfer } from "../workers/worker-link.ts";
import { loadEmbeddedImageModel, type EmbeddedImageModel } from "./embedded-image-model.ts";
import { loadEmbeddedTextModel, type EmbeddedTextModel } from "./embedded-text-model.ts";
import { IMAGE_MODEL_FOLDER, modelPath, TEXT_MODEL_FOLDER } from "./embedded-models.ts";
import { inferenceDevice } from "./inference-device.ts";
import {
  configureRuntime,
  endWithDevice,
  inLoadTurn,
  type OnBytes,
  type SharedGpu,
} from "./onnx-session.ts";
import type { ModelJobs } from "./model-jobs.ts";

export function createFoundation(sharedGpu: SharedGpu = null): ModelJobs<FoundationProtocol> {
  let imageModel: EmbeddedImageModel | null = null;
  let textModel: EmbeddedTextModel | null = null;
  return {
    chooseDevice: inferenceDevice,
    loadImageModel: async (baseUrl, device, onProgress) => {
      const onBytes = inMegabytes("Loading the image encoder (MB)", onProgress);
      imageModel = await orUnavailable(IMAGE_MODEL_FOLDER, () => {
        configureRuntime(baseUrl, device);
        return loadEmbeddedImageModel(baseUrl, device, sharedGpu, onBytes);
      });
      if (device === "webgpu" && sharedGpu === null) void endWithDevice();
    },
    loadTextModel: async (baseUrl, device, onProgress) => {
      const onBytes = inMegabytes("Loading the text encoder (MB)", onProgress);
      textModel = await orUnavailable(TEXT_MODEL_FOLDER, () => {
        configureRuntime(baseUrl, device);
        return loadEmbeddedTextModel(baseUrl, device, sharedGpu, onBytes);
      });
      if (device === "webgpu" && sharedGpu === null) void endWithDevice();
    },
    encodeImage: async (file) => {
      if (imageModel === null) throw new TypeError("The image model is not loaded");
      const { rgba, width, height } = await decodeImage(file);
      const output = await imageModel.encode({ pixels: rgba, width, height, channels: 4 });
      return transfer(output, [output.embedding.buffer, output.logits.buffer]);
    },
    encodeText: async (text) => {
      if (textModel === null) throw new TypeError("The text model is not loaded");
      const vector = await textModel.encode(text);
      return transfer(vector, [vector.embedding.buffer]);
    },
    dispose: async () => {
      await Promise.all([imageModel?.dispose(), textModel?.dispose()]);
    },
  };
}

/** A missing or damaged file surfaces as any of the library's errors; the visitor needs to know which model it was. */
async function orUnavailable<Model>(folder: string, load: () => Promise<Model>): Promise<Model> {
  try {
    return await inLoadTurn(load);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    const path = modelPath(folder);
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError(
      "embeddings/model-unavailable",
      `${path} cannot be loaded: ${reason}`,
      { path },
      error,
    );
  }
}

function inMegabytes(label: string, onProgress: OnProgress): OnBytes {
  const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
  return (loaded, total) => onProgress({ label, done: megabytes(loaded), total: megabytes(total) });
}
