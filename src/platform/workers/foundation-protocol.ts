/** What a foundation-model worker does: run the frozen encoders on one image or one text. The only file both sides import. */

import type { OnProgress } from "../../pipeline/artifacts.ts";

/** Both outputs of the embedded image model for one image. */
export interface ImageModelOutput {
  /** [1280] */
  readonly embedding: Float32Array;
  /** [1000] ImageNet logits */
  readonly logits: Float32Array;
}

export interface InferenceDevice {
  readonly device: "webgpu" | "wasm";
  /** The GPU adapter's description, or "CPU (wasm)". */
  readonly adapter: string;
}

export interface FoundationProtocol {
  /** Loads the image model and compares its self-check embedding. `baseUrl` is the page's own base. */
  loadImageModel(baseUrl: string, onProgress: OnProgress): Promise<InferenceDevice>;
  loadTextModel(baseUrl: string, onProgress: OnProgress): Promise<InferenceDevice>;
  /** Decodes, resizes as PIL does, and runs the image model. */
  encodeImage(file: Blob): Promise<ImageModelOutput>;
  /** Mean-pooled unit vector [384]. */
  encodeText(text: string): Promise<Float32Array>;
}
