/** What a worker with one model of a hub does. The only file both sides import. */

import type { CancelToken, OnProgress } from "../../pipeline/artifacts.ts";
import type { CaptionerSettings, ModelRole } from "../../pipeline/models/hub-model.ts";
import type { ChosenModel } from "../../studio/model-ports.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import type { TextVector } from "../models/text-tokens.ts";

export interface HubModelProtocol {
  /** WebGPU where the worker gets a real adapter, else wasm. */
  chooseDevice(): Promise<InferenceDevice>;
  /** Loads the stored files of the model for one role. Rejects with models/* codes; a worker that failed is of no more use. */
  load(
    model: ChosenModel,
    role: ModelRole,
    device: InferenceDevice["device"],
    onProgress: OnProgress,
  ): Promise<void>;
  /** Held by WebAssembly; what a GPU holds is not known. */
  memoryBytes(): Promise<number>;
  /** [D] of a fixed picture or text, whichever the model was loaded for. */
  check(): Promise<Float32Array>;
  /** [D] */
  encodeImage(file: Blob): Promise<Float32Array>;
  /** [D]; of a text that does not fit the context, the beginning counts. */
  encodeText(text: string): Promise<TextVector>;
  /** The caption as the model wrote it; `onText` hears it grow. Cancelling stops it at the next token. */
  captionImage(
    file: Blob,
    settings: CaptionerSettings,
    onText: (text: string) => void,
    cancel: CancelToken,
  ): Promise<string>;
}
