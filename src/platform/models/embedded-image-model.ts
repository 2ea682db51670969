/** EfficientNet-Lite0: one pass gives an image's embedding and its ImageNet logits. */

import { Tensor } from "@huggingface/transformers";
import { normalizedPixels, type ChannelStatistics } from "../../numeric/normalize-pixels.ts";
import { pilBicubicCenterCrop, type PixelSource } from "../../numeric/pil-bicubic.ts";
import {
  IMAGE_MODEL,
  IMAGE_MODEL_FOLDER,
  IMAGENET_CLASSES,
  type ImageModelOutput,
} from "./embedded-models.ts";
import type { InferenceDevice } from "./inference-device.ts";
import { openOnnxSession, type OnBytes, type OnnxSession } from "./onnx-session.ts";
import { compareWithStored, readSelfCheck } from "./self-check.ts";

/** What the weights were trained with. */
const RESIZED_SIDE = 256;
const CROP_SIDE = 224;
const IMAGENET_STATISTICS: ChannelStatistics = {
  mean: [0.485, 0.456, 0.406],
  standardDeviation: [0.229, 0.224, 0.225],
};

export interface EmbeddedImageModel {
  readonly encode: (image: PixelSource) => Promise<ImageModelOutput>;
}

/** @throws StudioError embeddings/self-check-failed; whatever the library throws when a file is missing or damaged */
export async function loadEmbeddedImageModel(
  baseUrl: string,
  device: InferenceDevice["device"],
  onBytes: OnBytes,
): Promise<EmbeddedImageModel> {
  const [session, { expected }] = await Promise.all([
    openOnnxSession(IMAGE_MODEL_FOLDER, device, onBytes),
    readSelfCheck(baseUrl, IMAGE_MODEL_FOLDER),
  ]);
  const { embedding } = await runPixels(session, selfCheckPixels());
  compareWithStored(IMAGE_MODEL.name, device, embedding, expected);
  return {
    encode: (image) => {
      const rgb = pilBicubicCenterCrop(image, RESIZED_SIDE, CROP_SIDE);
      return runPixels(session, normalizedPixels(rgb, IMAGENET_STATISTICS));
    },
  };
}

/** @param pixels [3, 224, 224] */
async function runPixels(
  session: OnnxSession,
  pixels: Float32Array<ArrayBuffer>,
): Promise<ImageModelOutput> {
  const outputs = await session.run({
    pixel_values: new Tensor("float32", pixels, [1, 3, CROP_SIDE, CROP_SIDE]),
  });
  const embedding = outputs.get("image_embeds");
  const logits = outputs.get("logits");
  if (embedding?.length !== IMAGE_MODEL.dimension || logits?.length !== IMAGENET_CLASSES) {
    throw new TypeError(`${IMAGE_MODEL_FOLDER} gave outputs of another shape`);
  }
  return { embedding, logits };
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
