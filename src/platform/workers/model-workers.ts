/** Starts the workers of one frozen model and loads it in each: one on a GPU, one a core on wasm. */

import { Cancelled, type OnProgress } from "../../pipeline/artifacts.ts";
import { WASM_DEVICE, type InferenceDevice } from "../models/inference-device.ts";
import type { FoundationProtocol } from "./foundation-protocol.ts";
import { link, type Linked } from "./worker-link.ts";

const METHODS = [
  "chooseDevice",
  "loadImageModel",
  "loadTextModel",
  "encodeImage",
  "encodeText",
] as const satisfies readonly (keyof FoundationProtocol)[];

export interface ModelWorkersOptions {
  /** Workers on wasm, one thread each. A GPU is shared by all workers, so there it is one. */
  readonly size: number;
  readonly startWorker: () => Worker | MessagePort;
  readonly loadModel: (
    worker: FoundationProtocol,
    device: InferenceDevice["device"],
    onProgress: OnProgress,
  ) => Promise<void>;
}

export interface ModelWorkers {
  readonly links: readonly Linked<FoundationProtocol>[];
  readonly device: InferenceDevice;
}

/**
 * Opens them; if one cannot load the model, all are ended. A model that fails on WebGPU is loaded on wasm instead, and the device says so.
 *
 * @returns the workers to come, and what ends those started so far: then the result rejects with Cancelled
 */
export function openModelWorkers(
  options: ModelWorkersOptions,
  onProgress: OnProgress,
): { readonly result: Promise<ModelWorkers>; readonly stop: () => void } {
  const links: Linked<FoundationProtocol>[] = [];
  const stop = (): void => {
    for (const linked of links.splice(0)) linked.dispose();
  };
  const start = (): FoundationProtocol => {
    const linked = link<FoundationProtocol>(options.startWorker(), METHODS);
    links.push(linked);
    return linked.call;
  };
  const loadOnWasm = async (started: readonly FoundationProtocol[]): Promise<void> => {
    const missing = Array.from({ length: options.size - started.length }, start);
    await Promise.all(
      [...started, ...missing].map((worker, i) =>
        options.loadModel(worker, "wasm", i === 0 ? onProgress : () => undefined),
      ),
    );
  };
  const open = async (): Promise<InferenceDevice> => {
    const first = start();
    const chosen = await first.chooseDevice();
    if (chosen.device === "wasm") {
      await loadOnWasm([first]);
      return chosen;
    }
    try {
      await options.loadModel(first, "webgpu", onProgress);
      return chosen;
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      stop(); // a worker keeps its device, and its runtime cannot be trusted after a failure
      await loadOnWasm([]);
      const reason = error instanceof Error ? error.message : String(error);
      return { ...WASM_DEVICE, adapter: `${WASM_DEVICE.adapter}; WebGPU failed: ${reason}` };
    }
  };
  const result = open().then(
    (device) => ({ links: [...links], device }),
    (error: unknown) => {
      stop();
      throw error;
    },
  );
  return { result, stop };
}
