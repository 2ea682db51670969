/** The image model in ONNX Runtime. */

import { Tensor } from "@huggingface/transformers";
import { normalizedPixels } from "../../numeric/normalize-pixels.ts";
import { pilBicubicCenterCrop } from "../../numeric/pil-bicubic.ts";
import {
  IMAGE_MODEL,
  IMAGE_MODEL_FOLDER,
  IMAGENET_CLASSES,
  type ImageModelOutput,
} from "./embedded-models.ts";
import {
  CROP_SIDE,
  IMAGENET_STATISTICS,
  RESIZED_SIDE,
  type ImageModelRunner,
} from "./image-model-input.ts";
import type { InferenceDevice } from "./inference-device.ts";
import { openOnnxSession, type OnBytes, type SharedGpu } from "./onnx-session.ts";

export async function openOnnxImageModel(
  device: InferenceDevice["device"],
  sharedGpu: SharedGpu,
  onBytes: OnBytes,
): Promise<ImageModelRunner> {
  const session = await openOnnxSession(IMAGE_MODEL_FOLDER, device, sharedGpu, onBytes);
  const encodePixels = async (pixels: Float32Array<ArrayBuffer>): Promise<ImageModelOutput> => {
    const outputs = await session.run({
      pixel_values: new Tensor("float32", pixels, [1, 3, CROP_SIDE, CROP_SIDE]),
    });
    const embedding = outputs.get("image_embeds");
    const logits = outputs.get("logits");
    if (embedding?.length !== IMAGE_MODEL.dimension || logits?.length !== IMAGENET_CLASSES) {
      throw new TypeError(`${IMAGE_MODEL_FOLDER} gave outputs of another shape`);
    }
    return { embedding, logits };
  };
  return {
    encodePixels,
    dispose: session.dispose,
    encodeImage: (image) => {
      const rgb = pilBicubicCenterCrop(image, RESIZED_SIDE, CROP_SIDE);
      return encodePixels(normalizedPixels(rgb, IMAGENET_STATISTICS));
    },
  };
}
