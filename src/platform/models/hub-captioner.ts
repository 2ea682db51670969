/** A captioner of a hub: a picture to a text, written token by token. */

import {
  InterruptableStoppingCriteria,
  random,
  Tensor,
  TextStreamer,
} from "@huggingface/transformers";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import { promptOf } from "../../pipeline/models/captioner-prompts.ts";
import type { CaptionerSettings } from "../../pipeline/models/hub-model.ts";
import type { ChosenModel } from "../../studio/model-ports.ts";
import type { DecodedImage } from "../images/decode-image.ts";
import { CAPTION_WRITERS, type CaptionWriter } from "./captioner-inputs.ts";
import type { HubRuntime } from "./hub-runtime.ts";
import { disposeModel, inRuntimeTurn } from "./onnx-session.ts";

export interface HubCaptioner {
  /**
   * The whole text; `onText` hears what there is of it after each word.
   * @throws Cancelled at the next token after the cancellation
   */
  readonly caption: (
    image: DecodedImage,
    settings: CaptionerSettings,
    onText: (text: string) => void,
    cancel: CancelToken,
  ) => Promise<string>;
  readonly dispose: () => Promise<void>;
}

export async function loadHubCaptioner(
  runtime: HubRuntime,
  { family, name }: ChosenModel,
): Promise<HubCaptioner> {
  const load = CAPTION_WRITERS[family];
  if (load === undefined) throw new TypeError(`${name} writes no captions`);
  const writer = await load(runtime);
  return {
    dispose: () => disposeModel(writer.model),
    caption: (image, settings, onText, cancel) =>
      // In turn also for its seed: two captions at once would draw from one generator.
      inRuntimeTurn(() => {
        if (cancel.cancelled) throw new Cancelled();
        const inputs = writer.inputs(image, promptOf(family, settings.prompt));
        return write(writer, inputs, settings, onText, cancel).finally(() => {
          for (const tensor of Object.values(inputs)) tensor.dispose();
        });
      }),
  };
}

async function write(
  { model, tokenizer }: CaptionWriter,
  inputs: Readonly<Record<string, Tensor>>,
  { maxTokens, sampling }: CaptionerSettings,
  onText: (text: string) => void,
  cancel: CancelToken,
): Promise<string> {
  let text = "";
  const streamer = new TextStreamer(tokenizer, {
    skip_prompt: true,
    skip_special_tokens: true,
    callback_function: (piece: string) => {
      text += piece;
      onText(text.trim());
    },
  });
  const stop = new InterruptableStoppingCriteria();
  const forget = cancel.onCancel(() => stop.interrupt());
  // The same picture and seed give the same text, whatever was written before.
  if (sampling !== null) seedSampling(sampling.seed);
  const ids = await model
    .generate({
      ...inputs,
      max_new_tokens: maxTokens,
      num_beams: 1,
      do_sample: sampling !== null,
      ...(sampling === null ? {} : { temperature: sampling.temperature, top_p: sampling.topP }),
      streamer,
      stopping_criteria: stop,
    })
    .finally(forget);
  if (cancel.cancelled) throw new Cancelled();
  if (!(ids instanceof Tensor)) throw new TypeError("the captioner gave no tokens");
  // A model without an encoder of its own repeats the prompt before its answer.
  const written = model.config.is_encoder_decoder ? ids : answerOf(ids, inputs);
  const [answer = ""] = tokenizer.batch_decode(written, { skip_special_tokens: true });
  return answer.trim();
}

/** @param ids [1, prompt + answer] */
function answerOf(ids: Tensor, inputs: Readonly<Record<string, Tensor>>): Tensor {
  const promptTokens = inputs["input_ids"]?.dims[1];
  const allTokens = ids.dims[1];
  if (promptTokens === undefined || allTokens === undefined) {
    throw new TypeError("the captioner got no prompt");
  }
  return ids.slice(null, [promptTokens, allTokens]);
}

/** The library's generator, whose type says nothing. */
function seedSampling(seed: number): void {
  const set: unknown = Reflect.get(random, "seed");
  if (typeof set !== "function") throw new TypeError("the library has no seed");
  Reflect.apply(set, random, [seed]);
}
