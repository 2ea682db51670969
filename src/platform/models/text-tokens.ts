/** A text as an encoder's tokens, cut to its context. */

import { Tensor, type PreTrainedTokenizer } from "@huggingface/transformers";
import { fitContext } from "../../pipeline/embeddings/context-cut.ts";

export interface TextTokens {
  /** input_ids, attention_mask and, where the encoder takes them, token_type_ids: [1, tokens] int64 */
  readonly inputs: {
    readonly input_ids: Tensor;
    readonly attention_mask: Tensor;
    readonly token_type_ids: Tensor;
  };
  /** [tokens] 1 for a token of the text, 0 for padding. */
  readonly mask: readonly number[];
  readonly cut: boolean;
}

/** A vector of a text, and whether the text was too long. */
export interface TextVector {
  readonly embedding: Float32Array<ArrayBuffer>;
  readonly cut: boolean;
}

/** @param padded whether the encoder was trained on texts of full length, as SigLIP was */
export function textTokens(
  tokenizer: PreTrainedTokenizer,
  text: string,
  padded: boolean,
): TextTokens {
  const { ids, cut } = tokenIds(tokenizer, text);
  const missing = padded ? Math.max(0, Number(tokenizer.model_max_length) - ids.length) : 0;
  const fill = (value: number): number[] => Array.from({ length: missing }, () => value);
  const padding = fill(missing > 0 ? paddingId(tokenizer) : 0);
  const mask = [...ids.map(() => 1), ...fill(0)];
  return {
    inputs: {
      input_ids: row([...ids, ...padding]),
      attention_mask: row(mask),
      token_type_ids: row(mask.map(() => 0)),
    },
    mask,
    cut,
  };
}

/** With the tokens that begin and end a text, cut to the tokenizer's own length. */
export function tokenIds(
  tokenizer: PreTrainedTokenizer,
  text: string,
): { readonly ids: readonly number[]; readonly cut: boolean } {
  const encoded: unknown = tokenizer(text, { return_tensor: false });
  const ids: unknown =
    typeof encoded === "object" && encoded !== null ? Reflect.get(encoded, "input_ids") : null;
  const most: unknown = tokenizer.model_max_length;
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === "number")) {
    throw new TypeError("The tokenizer gave no input_ids");
  }
  if (typeof most !== "number") throw new TypeError("The tokenizer knows no longest text");
  return fitContext(ids, most);
}

function paddingId(tokenizer: PreTrainedTokenizer): number {
  const id: unknown = Reflect.get(tokenizer, "pad_token_id");
  if (typeof id !== "number") throw new TypeError("The tokenizer has no token for padding");
  return id;
}

function row(values: readonly number[]): Tensor {
  return new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
}
