/** The worker's side of a model of a hub: loads it for one role, and runs it. */

import { StudioError } from "../../errors.ts";
import { decodeImage, type DecodedImage } from "../images/decode-image.ts";
import type { ModelRole } from "../../pipeline/models/hub-model.ts";
import type { ChosenModel } from "../../studio/model-ports.ts";
import type { HubModelProtocol } from "../workers/hub-model-protocol.ts";
import { transfer } from "../workers/worker-link.ts";
import { loadHubCaptioner, type HubCaptioner } from "./hub-captioner.ts";
import { loadHubImageEncoder, type HubImageEncoder } from "./hub-image-encoder.ts";
import type { ModelJobs } from "./model-jobs.ts";
import { endWithDevice, inLoadTurn, inRuntimeTurn, type SharedGpu } from "./onnx-session.ts";
import { openHubRuntime, type HubRuntime } from "./hub-runtime.ts";
import { loadHubTextEncoder, type HubTextEncoder } from "./hub-text-encoder.ts";
import { inferenceDevice } from "./inference-device.ts";
import { createTurns } from "./turns.ts";
import { wasmMemoryBytes } from "./wasm-memory.ts";

const CHECK_TEXT = "a photo of a small dog on a green field";

/** 64 x 48 pixels of coloured waves, which any device makes alike. */
function checkPicture(): DecodedImage {
  const [width, height] = [64, 48];
  const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => {
    const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
    return (x * (5 + (i & 3)) + y * (11 - 2 * (i & 3))) & 255;
  });
  return { rgba, width, height };
}

export function createHubModel(sharedGpu: SharedGpu = null): ModelJobs<HubModelProtocol> {
  let imageEncoder: HubImageEncoder | null = null;
  let textEncoder: HubTextEncoder | null = null;
  let captioner: HubCaptioner | null = null;
  // In turn: a photo of 12 megapixels takes 48 MB until it is resized.
  const inTurn = createTurns();
  const load = async (runtime: HubRuntime, model: ChosenModel, role: ModelRole): Promise<void> => {
    try {
      if (role === "image-encoder") imageEncoder = await loadHubImageEncoder(runtime, model);
      else if (role === "text-encoder") textEncoder = await loadHubTextEncoder(runtime, model);
      else captioner = await loadHubCaptioner(runtime, model);
    } catch (error) {
      throw asModelError(error, model.name);
    }
  };
  return {
    chooseDevice: inferenceDevice,
    load: async (model, role, device, onProgress) => {
      onProgress({ label: `Loading ${model.name}`, done: 0, total: 0 });
      await inLoadTurn(async () => {
        const runtime = await openHubRuntime(model.ref, device, sharedGpu);
        await inRuntimeTurn(() => load(runtime, model, role));
      });
      if (device === "webgpu" && sharedGpu === null) void endWithDevice();
    },
    memoryBytes: () => Promise.resolve(wasmMemoryBytes()),
    check: async () => {
      if (imageEncoder !== null) return imageEncoder.encode(checkPicture());
      if (textEncoder !== null) return (await textEncoder.encode(CHECK_TEXT)).embedding;
      throw new TypeError("No encoder is loaded");
    },
    encodeImage: async (file) => {
      if (imageEncoder === null) throw new TypeError("No image encoder is loaded");
      const embedding = await imageEncoder.encode(await inTurn(() => decodeImage(file)));
      return transfer(embedding, [embedding.buffer]);
    },
    encodeText: async (text) => {
      if (textEncoder === null) throw new TypeError("No text encoder is loaded");
      const vector = await textEncoder.encode(text);
      return transfer(vector, [vector.embedding.buffer]);
    },
    captionImage: async (file, settings, onText, cancel) => {
      if (captioner === null) throw new TypeError("No captioner is loaded");
      return captioner.caption(await inTurn(() => decodeImage(file)), settings, onText, cancel);
    },
    dispose: async () => {
      await Promise.all([imageEncoder?.dispose(), textEncoder?.dispose(), captioner?.dispose()]);
    },
  };
}

/** The library's own errors say little of what the visitor can do. */
function asModelError(error: unknown, name: string): unknown {
  if (error instanceof StudioError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = /does not support fp16/u.test(reason)
    ? "models/dtype-unsupported"
    : "models/cannot-load";
  return new StudioError(code, `${name} cannot be loaded: ${reason}`, { name, reason }, error);
}
