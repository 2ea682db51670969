/** The start-up self-check of an encoder of a hub: against the first good run on wasm, since no vector of it came with the page. */

import { hubModelKey, type ModelRole } from "../../pipeline/models/hub-model.ts";
import type { ChosenModel } from "../../studio/model-ports.ts";
import type { InferenceDevice } from "../models/inference-device.ts";
import { compareWithStored } from "../models/self-check.ts";
import type { ResultStore } from "../storage/result-store.ts";
import type { HubModelProtocol } from "./hub-model-protocol.ts";

interface SelfCheck {
  readonly model: ChosenModel;
  readonly role: Exclude<ModelRole, "captioner">;
  readonly results: Pick<ResultStore, "read" | "write">;
  /** A fresh worker that runs the check on wasm, and ends. */
  readonly runOnWasm: () => Promise<Float32Array>;
}

/** The one entry of a model's check in the result store. */
const ENTRY = "self-check";

/**
 * Runs the fixed picture or text through the loaded model and compares. Where nothing is stored yet, a run on wasm comes first.
 *
 * @returns what the visitor should know of a check that could not be made, else null
 * @throws StudioError embeddings/self-check-failed
 */
export async function selfCheck(
  { model, role, results, runOnWasm }: SelfCheck,
  worker: HubModelProtocol,
  device: InferenceDevice["device"],
): Promise<string | null> {
  const key = `${hubModelKey(model.ref)}#${role}`;
  const vector = await worker.check();
  const stored = await results.read(key, ENTRY);
  let expected = stored;
  if (expected === null && device === "webgpu") {
    try {
      expected = await runOnWasm();
    } catch (error) {
      // Some number formats run on a GPU alone.
      const reason = error instanceof Error ? error.message : String(error);
      return `not checked against wasm, where it does not run: ${reason}`;
    }
  }
  // The first run on wasm can be compared with itself alone: that finds NaN and a vector of zeros.
  compareWithStored(model.name, device, vector, [...(expected ?? vector)]);
  if (stored === null) await results.write(key, ENTRY, expected ?? vector);
  return null;
}
