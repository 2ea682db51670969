/** EfficientNet-Lite0: one pass gives an image's embedding and its ImageNet logits. */

import type { PixelSource } from "../../numeric/pil-bicubic.ts";
import { IMAGE_MODEL, IMAGE_MODEL_FOLDER, type ImageModelOutput } from "./embedded-models.ts";
import { CROP_SIDE, type ImageModelRunner } from "./image-model-input.ts";
import type { InferenceDevice } from "./inference-device.ts";
import { openOnnxImageModel } from "./onnx-image-model.ts";
import type { OnBytes, SharedGpu } from "./onnx-session.ts";
import { compareWithStored, readSelfCheck } from "./self-check.ts";
import { openSimdImageModel } from "./simd-image-model.ts";

export interface EmbeddedImageModel {
  readonly encode: (image: PixelSource) => Promise<ImageModelOutput>;
  readonly dispose: () => Promise<void>;
}

/**
 * On wasm the SIMD module runs the model, and ONNX Runtime where the engine refuses the module or its embedding is another than the stored
 * one; on WebGPU always ONNX Runtime. The numbers are the same to 1e-5.
 *
 * @throws StudioError embeddings/self-check-failed; whatever the library throws when a file is missing or damaged
 */
export async function loadEmbeddedImageModel(
  baseUrl: string,
  device: InferenceDevice["device"],
  sharedGpu: SharedGpu,
  onBytes: OnBytes,
): Promise<EmbeddedImageModel> {
  const { expected } = await readSelfCheck(baseUrl, IMAGE_MODEL_FOLDER);
  const checked = async (model: ImageModelRunner): Promise<EmbeddedImageModel> => {
    const { embedding } = await model.encodePixels(selfCheckPixels());
    compareWithStored(IMAGE_MODEL.name, device, embedding, expected);
    return { encode: model.encodeImage, dispose: model.dispose };
  };
  const withOnnx = async (): Promise<EmbeddedImageModel> =>
    checked(await openOnnxImageModel(device, sharedGpu, onBytes));
  if (device === "webgpu") return withOnnx();
  // A missing or damaged model file fails there too, and with the error to be shown.
  return openSimdImageModel(baseUrl, onBytes).then(checked).catch(withOnnx);
}

/** The input of the stored embedding: 2 sin(x y / 700 + c (x + y) / 90) at channel c, row y, column x, as self-check.json says. */
function selfCheckPixels(): Float32Array<ArrayBuffer> {
  const plane = CROP_SIDE * CROP_SIDE;
  return Float32Array.from({ length: 3 * plane }, (_, i) => {
    const c = Math.floor(i / plane);
    const y = Math.floor(i / CROP_SIDE) % CROP_SIDE;
    const x = i % CROP_SIDE;
    return 2 * Math.sin((x * y) / 700 + (c * (x + y)) / 90);
  });
}
