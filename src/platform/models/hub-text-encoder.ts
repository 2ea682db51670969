/** CLIP's and SigLIP's text tower: a text to a vector in the space of its pictures. */

import {
  AutoTokenizer,
  CLIPTextModelWithProjection,
  SiglipTextModel,
} from "@huggingface/transformers";
import type { ChosenModel } from "../../studio/model-ports.ts";
import type { HubRuntime } from "./hub-runtime.ts";
import { sessionOf } from "./onnx-session.ts";
import { textTokens, type TextVector } from "./text-tokens.ts";

export interface HubTextEncoder {
  /** [D], as the model gives it; what does not fit its context is cut off. */
  readonly encode: (text: string) => Promise<TextVector>;
  readonly dispose: () => Promise<void>;
}

const OUTPUTS = { clip: "text_embeds", siglip: "pooler_output" } as const;

export async function loadHubTextEncoder(
  runtime: HubRuntime,
  { family, dimension, name }: ChosenModel,
): Promise<HubTextEncoder> {
  if (family !== "clip" && family !== "siglip") throw new TypeError(`${name} encodes no texts`);
  const tokenizer = await AutoTokenizer.from_pretrained(runtime.id, {
    revision: runtime.options.revision,
  });
  const Model = family === "clip" ? CLIPTextModelWithProjection : SiglipTextModel;
  const model = await Model.from_pretrained(runtime.id, runtime.options);
  const session = sessionOf(name, model);
  return {
    dispose: session.dispose,
    encode: async (text) => {
      const { inputs, cut } = textTokens(tokenizer, text, family === "siglip");
      const outputs = await session.run(inputs);
      const embedding = outputs.get(OUTPUTS[family]);
      if (embedding?.length !== dimension) {
        throw new TypeError(`${name} gave no ${OUTPUTS[family]} of ${dimension} numbers`);
      }
      return { embedding, cut };
    },
  };
}
