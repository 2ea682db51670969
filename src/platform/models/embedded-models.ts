/** The models that ship with the page: what they are called, what they give, and where their files are. Read by both sides of the worker. */

import type { EncoderInfo, ModelInfo } from "../../pipeline/artifacts.ts";

/** The folder below the page's base under which every model has its own. */
const MODELS_FOLDER = "models/";

export const IMAGE_MODEL: EncoderInfo = {
  id: "efficientnet-lite0@1",
  name: "EfficientNet-Lite0",
  licence: "Apache-2.0",
  dimension: 1280,
};

/** The image model's second output, ImageNet logits, read as words. */
export const TAGGER: ModelInfo = {
  id: "efficientnet-lite0-tagger@1",
  name: "EfficientNet-Lite0 tagger",
  licence: "Apache-2.0",
};

export const TEXT_MODEL: EncoderInfo = {
  id: "all-minilm-l6-v2-int8@1",
  name: "all-MiniLM-L6-v2 (int8)",
  licence: "Apache-2.0",
  dimension: 384,
};

export const IMAGE_MODEL_FOLDER = "efficientnet-lite0";
/** In the image model's folder: ImageNet's class names in the order of the logits. */
export const IMAGENET_WORDS_FILE = "imagenet-words.json";
export const TEXT_MODEL_FOLDER = "all-minilm-l6-v2";

/** Number of ImageNet classes, the length of the tagger's logits. */
export const IMAGENET_CLASSES = 1000;

/** Both outputs of the image model for one image. */
export interface ImageModelOutput {
  /** [1280], after global average pooling */
  readonly embedding: Float32Array<ArrayBuffer>;
  /** [1000] ImageNet logits */
  readonly logits: Float32Array<ArrayBuffer>;
}

/**
 * Path of the models folder without the origin: transformers.js takes an absolute address for a remote one and does not look there.
 * @param baseUrl absolute address of the page, so that a build under a sub-path finds its files
 */
export function modelsPathname(baseUrl: string): string {
  return new URL(MODELS_FOLDER, baseUrl).pathname;
}

/** As shown to the visitor: "models/efficientnet-lite0/config.json". */
export function modelPath(folder: string, file = ""): string {
  return `${MODELS_FOLDER}${folder}/${file}`;
}
