/** The frozen models that run: the embedded ones, or those of a hub that the visitor chose in their place. */

import type { Services } from "../../studio/services.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import { createBrowserCaptionPort } from "./browser-caption-port.ts";
import type { FoundationClient } from "./foundation-client.ts";
import {
  createHubCaptionPort,
  createHubImagePort,
  createHubTextPort,
  type CaptionPort,
  type HubImagePort,
  type HubPortOptions,
  type HubTextPort,
} from "./hub-ports.ts";

/** A port that stays, with its loaded model, as long as what it was made from is chosen. */
interface Slot<Port> {
  readonly port: Port | null;
  readonly madeFrom: string;
}

const EMPTY = { port: null, madeFrom: "embedded" };

/** @param forcedDevice of the page's address, which goes before the visitor's choice */
export function createChosenModels(
  embedded: FoundationClient,
  options: Omit<HubPortOptions, "forcedDevice">,
  forcedDevice: InferenceDevice["device"] | null,
): Services["foundation"] {
  let captions: Slot<CaptionPort> = EMPTY;
  let images: Slot<HubImagePort> = EMPTY;
  let texts: Slot<HubTextPort> = EMPTY;
  /** A caption that is retrieved needs the image's vector. */
  let retrieves = false;
  const ports = () => [captions.port, images.port, texts.port];
  return {
    tagger: embedded.captioner,
    get captioner() {
      return captions.port?.captioner ?? embedded.captioner;
    },
    get imageEncoder() {
      return images.port?.imageEncoder ?? embedded.imageEncoder;
    },
    get textEncoder() {
      return texts.port?.textEncoder ?? embedded.textEncoder;
    },
    get concurrency() {
      return Math.max(embedded.concurrency, ...ports().map((port) => port?.concurrency() ?? 0));
    },
    choose: ({ captioner, captionerSettings, imageEncoder, textEncoder, device }) => {
      const all: HubPortOptions = { ...options, forcedDevice: forcedDevice ?? device };
      const { maxTokens, sampling, prompt } = captionerSettings;
      retrieves = captioner === "class-texts";
      const writer = captioner === "tagger" || captioner === "class-texts" ? null : captioner;
      captions = refilled(captions, writer, [device, maxTokens, sampling, prompt], (model) =>
        model === "browser"
          ? createBrowserCaptionPort(captionerSettings, options)
          : createHubCaptionPort(model, captionerSettings, all),
      );
      images = refilled(images, imageEncoder, [device], (model) => createHubImagePort(model, all));
      texts = refilled(texts, textEncoder, [device], (model) => createHubTextPort(model, all));
    },
    load: (wanted, onProgress, cancel) => {
      const role = wanted === "captioner" && retrieves ? "image" : wanted;
      const port = { captioner: captions, image: images, text: texts }[role].port;
      if (port !== null) return port.load(onProgress, cancel);
      return embedded.load(role === "text" ? "text" : "image", onProgress, cancel);
    },
    release: () => {
      embedded.release();
      for (const port of ports()) port?.release();
    },
  };
}

function refilled<Model, Port extends { readonly release: () => void }>(
  before: Slot<Port>,
  model: Model | null,
  settings: readonly unknown[],
  create: (model: Model) => Port,
): Slot<Port> {
  const madeFrom = model === null ? EMPTY.madeFrom : JSON.stringify([model, settings]);
  if (madeFrom === before.madeFrom) return before;
  before.port?.release();
  return { port: model === null ? null : create(model), madeFrom };
}
