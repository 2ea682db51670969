/** CLIP's and SigLIP's vision tower, and DINOv2: a picture to a vector. */

import {
  AutoModel,
  cat,
  CLIPVisionModelWithProjection,
  SiglipVisionModel,
  Tensor,
} from "@huggingface/transformers";
import { normalizedPixels } from "../../numeric/normalize-pixels.ts";
import { pilResize } from "../../numeric/pil-bicubic.ts";
import type { ModelFamily } from "../../pipeline/models/hub-model.ts";
import {
  readPreprocessor,
  resizedSize,
  type Preprocessor,
} from "../../pipeline/models/preprocessor.ts";
import type { ChosenModel } from "../../studio/model-ports.ts";
import type { DecodedImage } from "../images/decode-image.ts";
import { BATCH_SIZE, createBatches } from "./batches.ts";
import type { HubRuntime } from "./hub-runtime.ts";
import { sessionOf } from "./onnx-session.ts";

export interface HubImageEncoder {
  /** [D], as the model gives it. On WebGPU, pictures that wait together run together. */
  readonly encode: (image: DecodedImage) => Promise<Float32Array<ArrayBuffer>>;
  readonly dispose: () => Promise<void>;
}

/** What each family gives: CLIP its projected embedding, SigLIP its pooled one, DINOv2 the hidden state of the CLS token, which is the first. */
const OUTPUTS: Readonly<Partial<Record<ModelFamily, string>>> = {
  clip: "image_embeds",
  siglip: "pooler_output",
  dinov2: "last_hidden_state",
};

export async function loadHubImageEncoder(
  runtime: HubRuntime,
  { family, dimension, name }: ChosenModel,
): Promise<HubImageEncoder> {
  const wanted = OUTPUTS[family];
  if (wanted === undefined) throw new TypeError(`${name} encodes no pictures`);
  const preprocessor = readPreprocessor(
    runtime.id,
    await runtime.readJson("preprocessor_config.json"),
  );
  const Model =
    family === "clip"
      ? CLIPVisionModelWithProjection
      : family === "siglip"
        ? SiglipVisionModel
        : AutoModel;
  const model = await Model.from_pretrained(runtime.id, runtime.options);
  const session = sessionOf(name, model);
  const encodeBatch = async (pictures: readonly Tensor[]) => {
    const [first] = pictures;
    if (first === undefined) return [];
    const pixels = pictures.length === 1 ? first : cat([...pictures], 0); // [B, 3, H, W]
    const outputs = await session.run({ pixel_values: pixels });
    const output = outputs.get(wanted);
    const rowLength = (output?.length ?? 0) / pictures.length;
    if (output === undefined || !Number.isInteger(rowLength) || rowLength < dimension) {
      throw new TypeError(`${name} gave no ${wanted} of ${dimension} numbers`);
    }
    return pictures.map((_, i) => output.slice(i * rowLength, i * rowLength + dimension));
  };
  // On the processor a batch gains nothing, and single pictures give the same bits whatever their company.
  const size = runtime.options.device === "webgpu" ? BATCH_SIZE : 1;
  const encode = createBatches(size, encodeBatch);
  return {
    encode: (image) => encode(pixelTensor(image, preprocessor)),
    dispose: session.dispose,
  };
}

/** [1, 3, H, W], resized as Pillow does it and not as the browser's canvas would. */
export function pixelTensor(
  { rgba, width, height }: DecodedImage,
  preprocessor: Preprocessor,
): Tensor {
  const { resize, filter, statistics } = preprocessor;
  const resized = resizedSize({ width, height }, resize);
  const crop = preprocessor.crop ?? resized;
  const rgb = pilResize({ pixels: rgba, width, height, channels: 4 }, resized, crop, filter);
  return new Tensor("float32", normalizedPixels(rgb, statistics), [1, 3, crop.height, crop.width]);
}
