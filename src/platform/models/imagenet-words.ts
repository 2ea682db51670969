/** ImageNet's class names, which the tagger's captions are made of. */

import { StudioError } from "../../errors.ts";
import {
  IMAGE_MODEL_FOLDER,
  IMAGENET_CLASSES,
  IMAGENET_WORDS_FILE,
  modelPath,
} from "./embedded-models.ts";

/**
 * @returns [1000] in the order of the logits
 * @throws StudioError captions/model-unavailable
 */
export async function readImagenetWords(baseUrl: string): Promise<readonly string[]> {
  const path = modelPath(IMAGE_MODEL_FOLDER, IMAGENET_WORDS_FILE);
  // A page that is not there may come as HTML with status 200, so what counts is what can be read.
  const words: unknown = await fetch(new URL(path, baseUrl))
    .then((response) => response.json())
    .catch(() => null);
  if (!isWordList(words)) {
    throw new StudioError("captions/model-unavailable", `${path} cannot be read.`, { path });
  }
  return words;
}

function isWordList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length === IMAGENET_CLASSES &&
    value.every((word) => typeof word === "string")
  );
}
