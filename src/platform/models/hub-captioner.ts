/** A captioner of a hub: pictures to texts, written token by token. */

import { cat, random, type Tensor } from "@huggingface/transformers";
import { Cancelled, type CancelToken } from "../../pipeline/artifacts.ts";
import { promptOf } from "../../pipeline/models/captioner-prompts.ts";
import type { CaptionerSettings } from "../../pipeline/models/hub-model.ts";
import type { ChosenModel } from "../../studio/model-ports.ts";
import type { DecodedImage } from "../images/decode-image.ts";
import { CAPTION_BATCH, createBatches } from "./batches.ts";
import { CAPTION_WRITERS, type CaptionWriter } from "./captioner-inputs.ts";
import { createWrittenRows, endTokensOf, type CaptionRow } from "./caption-rows.ts";
import type { HubRuntime } from "./hub-runtime.ts";
import { disposeModel, inRuntimeTurn } from "./onnx-session.ts";

export interface HubCaptioner {
  /**
   * The whole text; `onText` hears what there is of it as it grows. On WebGPU, pictures that wait together are captioned together.
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

interface CaptionTask extends CaptionRow {
  /** [1, 3, H, W]: a photo takes many times that before it is resized */
  readonly pixels: Tensor;
  readonly settings: CaptionerSettings;
}

export async function loadHubCaptioner(
  runtime: HubRuntime,
  { family, name }: ChosenModel,
): Promise<HubCaptioner> {
  const load = CAPTION_WRITERS[family];
  if (load === undefined) throw new TypeError(`${name} writes no captions`);
  const writer = await load(runtime);
  const endTokens = endTokensOf(writer.model);

  const writeGroup = async (tasks: readonly CaptionTask[]): Promise<readonly string[]> => {
    const [first] = tasks;
    if (first === undefined || tasks.every(({ cancel }) => cancel.cancelled)) {
      return tasks.map(() => "");
    }
    const pixels =
      tasks.length === 1
        ? first.pixels
        : cat(
            tasks.map((task) => task.pixels),
            0,
          );
    const inputs = writer.inputs(pixels, promptOf(family, first.settings.prompt));
    try {
      return await write(writer, inputs, first.settings, tasks, endTokens);
    } finally {
      for (const tensor of Object.values(inputs)) tensor.dispose();
    }
  };
  const writeAll = async (tasks: readonly CaptionTask[]): Promise<readonly string[]> => {
    const texts = new Map<CaptionTask, string>();
    for (const group of writtenTogether(tasks)) {
      // In turn also for its seed: two captions at once would draw from one generator.
      const written = await inRuntimeTurn(() => writeGroup(group));
      group.forEach((task, i) => texts.set(task, written[i] ?? ""));
    }
    return tasks.map((task) => texts.get(task) ?? "");
  };
  const inBatches = createBatches(
    runtime.options.device === "webgpu" ? CAPTION_BATCH : 1,
    writeAll,
  );
  return {
    dispose: () => disposeModel(writer.model),
    caption: async (image, settings, onText, cancel) => {
      const text = await inBatches({ pixels: writer.pixels(image), settings, onText, cancel });
      if (cancel.cancelled) throw new Cancelled();
      return text;
    },
  };
}

/** Those of the same settings; a sampled text is written alone, so that the same picture and seed give the same, whatever its company. */
function writtenTogether(tasks: readonly CaptionTask[]): readonly (readonly CaptionTask[])[] {
  const groups = new Map<string, CaptionTask[]>();
  tasks.forEach((task, i) => {
    const { settings } = task;
    const key = settings.sampling === null ? JSON.stringify(settings) : String(i);
    groups.set(key, [...(groups.get(key) ?? []), task]);
  });
  return [...groups.values()];
}

async function write(
  { model, tokenizer }: CaptionWriter,
  inputs: Readonly<Record<string, Tensor>>,
  { maxTokens, sampling }: CaptionerSettings,
  rows: readonly CaptionRow[],
  endTokens: ReadonlySet<number>,
): Promise<readonly string[]> {
  const { streamer, stop, texts } = createWrittenRows(rows, tokenizer, endTokens);
  if (sampling !== null) seedSampling(sampling.seed);
  await model.generate({
    ...inputs,
    max_new_tokens: maxTokens,
    num_beams: 1,
    do_sample: sampling !== null,
    ...(sampling === null ? {} : { temperature: sampling.temperature, top_p: sampling.topP }),
    streamer,
    stopping_criteria: stop,
  });
  return texts();
}

/** The library's generator, whose type says nothing. */
function seedSampling(seed: number): void {
  const set: unknown = Reflect.get(random, "seed");
  if (typeof set !== "function") throw new TypeError("the library has no seed");
  Reflect.apply(set, random, [seed]);
}
