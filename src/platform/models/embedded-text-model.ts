/** all-MiniLM-L6-v2 with int8 weights: a sentence to a unit vector. */

import { AutoTokenizer, Tensor } from "@huggingface/transformers";
import { meanPooledUnitVector } from "../../numeric/mean-pooling.ts";
import { TEXT_MODEL, TEXT_MODEL_FOLDER } from "./embedded-models.ts";
import type { InferenceDevice } from "./inference-device.ts";
import { openOnnxSession, type OnBytes } from "./onnx-session.ts";
import { compareWithStored, readSelfCheck } from "./self-check.ts";

export interface EmbeddedTextModel {
  /** [384], unit length. Text beyond the model's 512 tokens is cut. */
  readonly encode: (text: string) => Promise<Float32Array<ArrayBuffer>>;
}

/** @throws StudioError embeddings/self-check-failed; whatever the library throws when a file is missing or damaged */
export async function loadEmbeddedTextModel(
  baseUrl: string,
  device: InferenceDevice["device"],
  onBytes: OnBytes,
): Promise<EmbeddedTextModel> {
  const [tokenizer, session, stored] = await Promise.all([
    AutoTokenizer.from_pretrained(TEXT_MODEL_FOLDER),
    openOnnxSession(TEXT_MODEL_FOLDER, device, onBytes),
    readSelfCheck(baseUrl, TEXT_MODEL_FOLDER),
  ]);
  const encode = async (text: string): Promise<Float32Array<ArrayBuffer>> => {
    // One sentence at a time: padding a batch to its longest sentence costs more than it saves.
    const encoded: unknown = tokenizer(text, { truncation: true });
    const attentionMask = tensorOf(encoded, "attention_mask");
    const outputs = await session.run({
      input_ids: tensorOf(encoded, "input_ids"),
      attention_mask: attentionMask,
      token_type_ids: tensorOf(encoded, "token_type_ids"),
    });
    const hidden = outputs.get("last_hidden_state");
    if (hidden === undefined) throw new TypeError(`${TEXT_MODEL_FOLDER} gave no hidden state`);
    const mask: unknown = attentionMask.data;
    if (!(mask instanceof BigInt64Array)) throw new TypeError("The attention mask is not int64");
    return meanPooledUnitVector(hidden, Array.from(mask, Number), TEXT_MODEL.dimension);
  };
  if (stored.text === null) throw new TypeError("self-check.json holds no text");
  compareWithStored(TEXT_MODEL.name, device, await encode(stored.text), stored.expected);
  return { encode };
}

function tensorOf(encoded: unknown, name: string): Tensor {
  const tensor: unknown =
    typeof encoded === "object" && encoded !== null ? Reflect.get(encoded, name) : undefined;
  if (!(tensor instanceof Tensor)) throw new TypeError(`The tokenizer gave no ${name}`);
  return tensor;
}
