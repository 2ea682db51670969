/** The captioners' model classes, and what each takes for a picture: its tensors and the tokens of its prompt. */

import {
  AutoTokenizer,
  Florence2ForConditionalGeneration,
  Idefics3ForConditionalGeneration,
  SmolVLMForConditionalGeneration,
  Tensor,
  VisionEncoderDecoderModel,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from "@huggingface/transformers";
import type { ModelFamily } from "../../pipeline/models/hub-model.ts";
import { fieldsOf, numberIn } from "../../pipeline/models/json-fields.ts";
import type { DecodedImage } from "../images/decode-image.ts";
import { readPreprocessor } from "../../pipeline/models/preprocessor.ts";
import { pixelTensor } from "./hub-image-encoder.ts";
import type { HubRuntime } from "./hub-runtime.ts";

export interface CaptionWriter {
  readonly model: PreTrainedModel;
  readonly tokenizer: PreTrainedTokenizer;
  /** [1, 3, H, W], resized and normalised */
  readonly pixels: (image: DecodedImage) => Tensor;
  /** For `generate`; the caller disposes them. @param pixels [batch, 3, H, W] */
  readonly inputs: (pixels: Tensor, prompt: string) => Readonly<Record<string, Tensor>>;
}

type LoadWriter = (runtime: HubRuntime) => Promise<CaptionWriter>;

export const CAPTION_WRITERS: Readonly<Partial<Record<ModelFamily, LoadWriter>>> = {
  "vit-gpt2": loadVitGpt2,
  smolvlm: loadSmolVlm,
  florence2: loadFlorence2,
};

async function loadVitGpt2(runtime: HubRuntime): Promise<CaptionWriter> {
  const { pixels, tokenizer } = await loadParts(runtime);
  const model = await VisionEncoderDecoderModel.from_pretrained(runtime.id, runtime.options);
  return { model, tokenizer, pixels, inputs: (inputs) => ({ inputs }) };
}

async function loadFlorence2(runtime: HubRuntime): Promise<CaptionWriter> {
  const { pixels, tokenizer } = await loadParts(runtime);
  const model = await Florence2ForConditionalGeneration.from_pretrained(
    runtime.id,
    runtime.options,
  );
  return {
    model,
    tokenizer,
    pixels,
    inputs: (values, prompt) => {
      const [batch = 0] = values.dims;
      return { ...tokens(tokenizer, prompt, batch), pixel_values: values };
    },
  };
}

async function loadSmolVlm(runtime: HubRuntime): Promise<CaptionWriter> {
  const { pixels, tokenizer } = await loadParts(runtime);
  const processor = fieldsOf(await runtime.readJson("processor_config.json"));
  const config = fieldsOf(await runtime.readJson("config.json"));
  const imageTokens = numberIn(processor, "image_seq_len") ?? 0;
  const Model =
    config["model_type"] === "smolvlm"
      ? SmolVLMForConditionalGeneration
      : Idefics3ForConditionalGeneration;
  const model = await Model.from_pretrained(runtime.id, runtime.options);
  return {
    model,
    tokenizer,
    pixels,
    inputs: (values, prompt) => {
      const [batch = 0, , height = 0, width = 0] = values.dims;
      const whole = new Uint8Array(batch * height * width).fill(1);
      return {
        ...tokens(tokenizer, smolVlmPrompt(prompt, imageTokens), batch),
        pixel_values: values.unsqueeze_(1), // [batch, images, 3, H, W]
        pixel_attention_mask: new Tensor("bool", whole, [batch, 1, height, width]),
      };
    },
  };
}

/** The turn of SmolVLM's chat template, for one picture in one tile. */
function smolVlmPrompt(prompt: string, imageTokens: number): string {
  const around = "<fake_token_around_image>";
  const picture = `${around}<global-img>${"<image>".repeat(imageTokens)}${around}`;
  // What a visitor writes is text, and no token that the model takes for a picture or the end of a turn.
  const text = prompt.replaceAll(/<[^<>\s]*>/gu, " ");
  return `<|im_start|>User:${picture}${text}<end_of_utterance>\nAssistant:`;
}

/** The same text for each of `batch` rows. */
function tokens(
  tokenizer: PreTrainedTokenizer,
  text: string,
  batch: number,
): Record<string, Tensor> {
  const encoded: unknown = tokenizer(Array.from({ length: batch }, () => text));
  return {
    input_ids: tensorOf(encoded, "input_ids"),
    attention_mask: tensorOf(encoded, "attention_mask"),
  };
}

function tensorOf(encoded: unknown, field: string): Tensor {
  const tensor: unknown =
    typeof encoded === "object" && encoded !== null ? Reflect.get(encoded, field) : undefined;
  if (!(tensor instanceof Tensor)) throw new TypeError(`The tokenizer gave no ${field}`);
  return tensor;
}

async function loadParts({ id, options, readJson }: HubRuntime): Promise<{
  readonly pixels: (image: DecodedImage) => Tensor;
  readonly tokenizer: PreTrainedTokenizer;
}> {
  const preprocessor = readPreprocessor(id, await readJson("preprocessor_config.json"));
  const tokenizer = await AutoTokenizer.from_pretrained(id, { revision: options.revision });
  return { pixels: (image) => pixelTensor(image, preprocessor), tokenizer };
}
