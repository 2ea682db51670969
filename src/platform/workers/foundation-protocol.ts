/** What a foundation-model worker does: run the frozen encoders on one image or one text. The only file both sides import. */

import type { OnProgress } from "../../pipeline/artifacts.ts";
import type { ImageModelOutput } from "../models/embedded-models.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import type { TextVector } from "../models/text-tokens.ts";

export interface FoundationProtocol {
  /** WebGPU where the worker gets a real adapter, else wasm. */
  chooseDevice(): Promise<InferenceDevice>;
  /**
   * Loads the image model and compares its self-check embedding. A worker keeps its first device; after a failure it is of no more use.
   * `baseUrl` is the page's own base. Rejects with embeddings/model-unavailable or embeddings/self-check-failed.
   */
  loadImageModel(
    baseUrl: string,
    device: InferenceDevice["device"],
    onProgress: OnProgress,
  ): Promise<void>;
  loadTextModel(
    baseUrl: string,
    device: InferenceDevice["device"],
    onProgress: OnProgress,
  ): Promise<void>;
  /** Decodes, resizes as Pillow does, and runs the image model. */
  encodeImage(file: Blob): Promise<ImageModelOutput>;
  /** Mean-pooled unit vector [384]. */
  encodeText(text: string): Promise<TextVector>;
}
