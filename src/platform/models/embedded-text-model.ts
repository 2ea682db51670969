/** all-MiniLM-L6-v2 with int8 weights: a sentence to a unit vector. */

import { AutoTokenizer } from "@huggingface/transformers";
import { meanPooledUnitVector } from "../../numeric/mean-pooling.ts";
import { TEXT_MODEL, TEXT_MODEL_FOLDER } from "./embedded-models.ts";
import type { InferenceDevice } from "./inference-device.ts";
import { openOnnxSession, type OnBytes, type SharedGpu } from "./onnx-session.ts";
import { compareWithStored, readSelfCheck } from "./self-check.ts";
import { textTokens, type TextVector } from "./text-tokens.ts";

export interface EmbeddedTextModel {
  /** [384], unit length. Text beyond the model's 512 tokens is cut. */
  readonly encode: (text: string) => Promise<TextVector>;
  readonly dispose: () => Promise<void>;
}

/** @throws StudioError embeddings/self-check-failed; whatever the library throws when a file is missing or damaged */
export async function loadEmbeddedTextModel(
  baseUrl: string,
  device: InferenceDevice["device"],
  sharedGpu: SharedGpu,
  onBytes: OnBytes,
): Promise<EmbeddedTextModel> {
  const [tokenizer, session, stored] = await Promise.all([
    AutoTokenizer.from_pretrained(TEXT_MODEL_FOLDER),
    openOnnxSession(TEXT_MODEL_FOLDER, device, sharedGpu, onBytes),
    readSelfCheck(baseUrl, TEXT_MODEL_FOLDER),
  ]);
  const encode = async (text: string): Promise<TextVector> => {
    // One sentence at a time: padding a batch to its longest sentence costs more than it saves.
    const { inputs, mask, cut } = textTokens(tokenizer, text, false);
    const outputs = await session.run(inputs);
    const hidden = outputs.get("last_hidden_state");
    if (hidden === undefined) throw new TypeError(`${TEXT_MODEL_FOLDER} gave no hidden state`);
    return { embedding: meanPooledUnitVector(hidden, mask, TEXT_MODEL.dimension), cut };
  };
  if (stored.text === null) throw new TypeError("self-check.json holds no text");
  const { embedding } = await encode(stored.text);
  compareWithStored(TEXT_MODEL.name, device, embedding, stored.expected);
  return { encode, dispose: session.dispose };
}
