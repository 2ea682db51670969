/** transformers.js over the models that this browser stores: every file it asks for comes from there, and none from a network. */

import { env } from "@huggingface/transformers";
import type { InferenceSession } from "onnxruntime-web/webgpu";
import { StudioError } from "../../errors.ts";
import type { HubModelRef } from "../../pipeline/models/hub-model.ts";
import { openModelFiles } from "../storage/model-store.ts";
import type { InferenceDevice } from "./inference-device.ts";
import { configureWasm, sessionOptions, type SharedGpu } from "./onnx-session.ts";

/** Of a name that is reserved never to exist, so that a request which slipped through could reach nobody. */
const STORE = "https://models.invalid/";

export interface HubRuntime {
  /** For the library's `from_pretrained`. */
  readonly id: string;
  readonly options: {
    readonly device: InferenceDevice["device"];
    readonly dtype: HubModelRef["dtype"];
    readonly revision: string;
    readonly session_options: InferenceSession.SessionOptions;
  };
  /** @throws StudioError models/not-stored */
  readonly readJson: (path: string) => Promise<unknown>;
}

/**
 * For one load, in its turn: it points the library at this model's files.
 *
 * @throws StudioError models/not-stored
 */
export async function openHubRuntime(
  { id, revision, dtype }: HubModelRef,
  device: InferenceDevice["device"],
  sharedGpu: SharedGpu,
): Promise<HubRuntime> {
  const [files, options] = await Promise.all([
    openModelFiles(id, revision),
    sessionOptions(device, sharedGpu),
  ]);
  configureWasm(device);
  env.allowLocalModels = false;
  env.allowRemoteModels = true;
  env.remoteHost = STORE;
  env.fetch = async (input) => {
    const address = input instanceof URL ? input.href : input;
    const prefix = `${STORE}${id}/resolve/`;
    // The library looks for a tokenizer under "main", whatever revision it was given; here there is one.
    const path = address.startsWith(prefix)
      ? decodeURI(address.slice(prefix.length)).replace(/^[^/]*\//u, "")
      : null;
    const file = path === null ? null : await files.read(path);
    return file === null ? new Response(null, { status: 404 }) : new Response(file);
  };
  return {
    id,
    options: { device, dtype, revision, session_options: options },
    readJson: async (path) => {
      const file = await files.read(path);
      if (file === null) {
        throw new StudioError("models/not-stored", `${id}/${path} is not stored here.`, {
          id,
          path,
        });
      }
      const json: unknown = JSON.parse(await file.text());
      return json;
    },
  };
}
